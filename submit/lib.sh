# Shared by the scripts beside it, which source it: what this machine has, and the embedded Spark.
# They set $root, the project's directory, and $me, what they call themselves.

fail() {
  echo "$me: $*" >&2
  exit 1
}

usage_error() {
  echo "$me: $*" >&2
  exit 2
}

# What this machine (or its container) has, in MiB.
memory_mib() {
  local kib limit
  kib=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null || echo 8388608)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1024 < kib)); then
    kib=$((limit / 1024))
  fi
  echo $((kib / 1024))
}

# Sets $java, or ends.
find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "found no $java; install a Java 17 JDK or set JAVA_HOME to one"
}

# Sets SPARK_HOME to a Spark made of the jars that the build took from Maven. A Spark home is a
# directory of jars: those that Maven keeps are linked, anew when they change.
embed_spark() {
  local class_path=$root/target/spark.classpath staging
  [[ -f $class_path ]] ||
    fail "found no $class_path; make it with: mvn -f '$root/pom.xml' -DskipTests package"
  SPARK_HOME=$root/target/spark-home
  if ! cmp -s "$class_path" "$SPARK_HOME/classpath"; then
    # Two at once: the second finds what the first has made, and does not take it away from it.
    exec 8>"$root/target/spark-home.lock"
    flock 8
    if ! cmp -s "$class_path" "$SPARK_HOME/classpath"; then
      staging=$(mktemp -d "$root/target/spark-home.XXXXXX")
      mkdir "$staging/jars"
      tr ':' '\n' <"$class_path" | xargs -d '\n' ln -s -t "$staging/jars"
      cp "$class_path" "$staging/classpath"
      rm -rf "$SPARK_HOME"
      mv -T "$staging" "$SPARK_HOME"
    fi
    exec 8>&-
  fi
  [[ -e $SPARK_HOME/jars/$(basename "$(cut -d: -f1 "$class_path")") ]] ||
    fail "the jars of the embedded Spark are gone from Maven's repository; run: mvn -f '$root/pom.xml' -DskipTests package"
  export SPARK_HOME SPARK_SCALA_VERSION=2.12
}
