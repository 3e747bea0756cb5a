"""Retraining each night by Airflow (2.4 or later, with apache-airflow-providers-apache-spark).

Put this file into the DAGs' folder. Change: application, configuration, sizes, the connection
spark_default (master, deploy mode). The logical date makes the run's id: a task that Airflow starts
again goes on with the same run, and one that was finished ends at once.
"""

from datetime import datetime, timedelta, timezone
import re

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator


class PerpixelOperator(SparkSubmitOperator):
    """Tries again what may go away (exit code 1); 2 (settings), 3 (data) and 4 (training) do not."""

    def execute(self, context):
        try:
            super().execute(context)
        except AirflowException as failure:
            code = re.search(r"Error code is: (\d+)", str(failure))
            if code and int(code.group(1)) in (2, 3, 4):
                raise AirflowFailException(str(failure)) from failure
            raise


with DAG(
    dag_id="perpixel_retrain",
    schedule="17 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
    tags=["perpixel"],
) as dag:
    PerpixelOperator(
        task_id="retrain",
        conn_id="spark_default",
        application="/opt/perpixel/target/perpixel.jar",
        java_class="io.perpixel.job.Perpixel",
        name="perpixel-retrain-{{ ds }}",
        application_args=[
            "retrain",
            "--config",
            "/etc/perpixel/retrain.conf",
            "--lock-wait",
            "0",
            "--logical-date",
            "{{ ts }}",
        ],
        conf={
            # Tensors live outside the Java heap; the container is the limit.
            "spark.driver.extraJavaOptions": "-Dorg.bytedeco.javacpp.maxbytes=0"
            " -Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "spark.driver.memoryOverhead": "2g",
            "spark.executor.memoryOverhead": "2g",
        },
        driver_memory="2g",
        executor_memory="2g",
        executor_cores=2,
        num_executors=4,
    )
