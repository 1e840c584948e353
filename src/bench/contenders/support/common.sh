# What the contenders' scripts share. Sourced, with the project's folder as the working directory.
# shellcheck shell=bash

readonly NAME=${0##*/}

fail() {
  echo "$NAME: $*" >&2
  exit 2
}

# Takes the script's one argument: a port, or --version.
read_arguments() {
  (($# == 1)) || fail "usage: $NAME PORT | --version"
  if [[ $1 == --version ]]; then
    version
    exit
  fi
  [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && (($1 < 65536)) || fail "not a port: $1"
  port=$1
}

# Builds with nobody else at it: several contenders start at once.
alone() {
  mkdir -p target/bench
  (flock 9 && "$@") 9>target/bench/build.lock || fail "the build failed"
}

need() {
  command -v "$1" >/dev/null || fail "needs $1 (Debian's package $2)"
}

# The upstream part of a Debian package's version: 1:1.3.6+dfsg-2 is 1.3.6.
debian_version() {
  dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed -E 's/^[0-9]+://; s/[-+].*//' ||
    echo "of unknown version"
}

# A folder for this server alone, so that two on two ports do not meet.
make_run_folder() {
  run=$PWD/target/bench/run/$NAME-$port
  rm -rf "$run"
  mkdir -p "$run"
}

# As many files as allowed: each stream is one. Prints how many these are.
raise_file_limit() {
  ulimit -Sn "$(ulimit -Hn)"
  files=$(ulimit -n)
  [[ $files != unlimited ]] || files=1048576
}
