#!/usr/bin/env bash
# Whether this container answers: healthcheck.sh PORT [PATH]. Without a path a connection is enough.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
[[ $# -gt 1 ]] || exit 0
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
IFS=' ' read -r -t 4 _ status _ <&3
[[ "$status" == 2* || "$status" == 3* ]]
