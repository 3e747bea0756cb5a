package io.perpixel.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perpixel.registry.PromotionPolicy.Verdict;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.remote.Webhook;
import io.perpixel.train.Content;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells people what came of a run: its page, and a webhook. */
final class RetrainNews {
  private final RetrainPlace place;
  private final Optional<Webhook> webhook;

  /**
   * @throws UsageException if the webhook's address or token cannot be used
   */
  RetrainNews(RetrainPlace place) {
    this.place = place;
    try {
      webhook = place.retrain().webhook().map(address -> Webhook.of(address, System.getenv()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** Writes the page of a run. */
  void page(RunRecord run) throws IOException {
    String page = new RetrainReport(run, place).html(verdict(run));
    place.runs().write(run.id(), RetrainReport.FILE, Content.of(page.getBytes(UTF_8)));
  }

  private Optional<Verdict> verdict(RunRecord run) {
    if (run.metrics().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(place.verdict(run));
    } catch (UsageException e) {
      // Settings by which nothing can be decided are what the run failed of, which the page says.
      return Optional.empty();
    }
  }

  /**
   * Sends it, if that is wanted of such an outcome.
   *
   * @param run empty if it was not even clear which run it is
   */
  void send(Optional<RunRecord> run, Outcome outcome, String reason, int exitCode) {
    if (webhook.isEmpty() || !place.retrain().notifyOf().contains(outcome)) {
      return;
    }
    Map<String, Object> news = new LinkedHashMap<>();
    news.put("event", outcome.label());
    news.put("model", place.registry().model());
    news.put("reason", reason);
    news.put("exit_code", exitCode);
    run.ifPresent(known -> add(news, known));
    webhook.get().post(news).ifPresent(problem -> place.say("warning: %s", problem));
  }

  private void add(Map<String, Object> news, RunRecord run) {
    news.put("run_id", run.id());
    news.put("report", place.runs().shown(run.id(), RetrainReport.FILE));
    if (run.version().isPresent()) {
      news.put("version", run.version().getAsInt());
      news.put("metrics", Challenger.numbers(run.metrics()));
      news.put("champion_metrics", Challenger.numbers(run.championMetrics()));
    }
  }
}
