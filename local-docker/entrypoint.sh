#!/usr/bin/env bash
# Starts one role. As root: fits the user "spark" to LOCAL_UID:LOCAL_GID and drops root.
# As anyone else: gives the uid a name and a home, because Hadoop and Jupyter need them.
set -euo pipefail

if [[ "$(id -u)" == 0 ]]; then
  uid="${LOCAL_UID:-1000}" gid="${LOCAL_GID:-1000}"
  [[ "$uid" != 0 ]] || { uid=1000; gid=1000; }
  [[ "$(id -g spark)" == "$gid" ]] || groupmod -o -g "$gid" spark
  [[ "$(id -u spark)" == "$uid" ]] || usermod -o -u "$uid" -g "$gid" spark
  chown spark:spark /home/spark /var/headrace /var/spark/{events,work,local}
  exec gosu spark "$0" "$@"
fi

if ! getent passwd "$(id -u)" >/dev/null; then
  names="$(mktemp -d)"
  { cat /etc/passwd; echo "local:x:$(id -u):$(id -g):local:/home/spark:/bin/bash"; } >"$names/passwd"
  { cat /etc/group; echo "local:x:$(id -g):"; } >"$names/group"
  LD_PRELOAD="$(find /usr/lib -name libnss_wrapper.so -print -quit)"
  export LD_PRELOAD NSS_WRAPPER_PASSWD="$names/passwd" NSS_WRAPPER_GROUP="$names/group"
fi
USER="$(id -un)"
export USER HOME=/home/spark

run() {
  exec tini -s -g -- "$@"
}

# The local cloud in the foreground: the command would start it and return.
cloud() {
  run java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    "-Dheadrace.begin=${HEADRACE_BEGIN:-2001-01-01T00:00:00Z}" \
    -Dheadrace.root=/opt/headrace/root -Dheadrace.home=/var/headrace \
    -cp '/opt/headrace/root/lib/*' dev.headrace.cli.server.LocalServer
}

role="${1:-bash}"
(($# == 0)) || shift
case "$role" in
  cloud) cloud ;;
  master) run spark-class org.apache.spark.deploy.master.Master --host spark-master --port 7077 --webui-port 8080 "$@" ;;
  worker) run spark-class org.apache.spark.deploy.worker.Worker --webui-port 8081 --work-dir /var/spark/work spark://spark-master:7077 "$@" ;;
  history) run spark-class org.apache.spark.deploy.history.HistoryServer "$@" ;;
  connect) run spark-submit --class org.apache.spark.sql.connect.service.SparkConnectServer --name 'Spark Connect server' "$@" spark-internal ;;
  lab) run jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --ServerApp.root_dir=/notebooks "$@" ;;
  *) run "$role" "$@" ;;
esac
