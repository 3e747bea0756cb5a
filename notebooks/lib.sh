# Shared by the scripts beside it, which source it after submit/lib.sh: the Java kernel of the notebooks.

# Makes target/notebooks/kernels/java, and lets Jupyter find it.
install_kernel() {
  local kernel=$root/target/notebooks/kernels/java jar=$root/target/perpixel.jar
  find_java
  command -v jupyter >/dev/null ||
    fail "found no jupyter; install it, on Debian with: apt-get install --no-install-recommends $1"
  [[ -f $jar ]] || fail "found no $jar; build it with: mvn -f '$root/pom.xml' -DskipTests package"
  if [[ ! -f $kernel/rapaio-jupyter-kernel.jar || $root/pom.xml -nt $kernel/rapaio-jupyter-kernel.jar ]]; then
    command -v mvn >/dev/null || fail "found no mvn; the kernel is fetched with Maven 3.8 or later"
    echo "Fetching the Java kernel (14 MB, once)"
    mvn -B -ntp -q -f "$root/pom.xml" dependency:copy@notebook-kernel || fail "no kernel: see above"
    touch "$kernel/rapaio-jupyter-kernel.jar"
  fi
  embed_spark
  # Jupyter starts kernels in the notebook's directory: cells name paths from the project's.
  sed -e "s|@java@|$java|" -e "s|@heap@|$(($(memory_mib) / 6 > 2048 ? $(memory_mib) / 6 : 2048))|" \
    "$root/notebooks/kernel/kernel.json" >"$kernel/kernel.json"
  export PERPIXEL_HOME=$root SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
  export JUPYTER_PATH=$root/target/notebooks${JUPYTER_PATH:+:$JUPYTER_PATH}
}
