# How the load generator is built and run. Sourced by fanout and compare.
# shellcheck shell=bash

readonly CLASSES=target/bench/classes

build_generator() {
  mkdir -p "$CLASSES"
  if [[ -n $(find src/bench/java src/testkit/java -newer "$CLASSES/.built" -print -quit 2>&1) ]]; then
    rm -rf "$CLASSES/dev"
    "$jdk/bin/javac" -Xlint:all -Werror -d "$CLASSES" \
      src/testkit/java/dev/belfry/testkit/[A-Z]*.java src/bench/java/dev/belfry/bench/*.java ||
      fail "the generator does not compile"
    touch "$CLASSES/.built"
  fi
}

# Runs a class of the generator and leaves its exit status in $status. One thread collects, as more
# would take the cores from the service. It runs in the background because bash keeps signals back
# while it has something in the foreground.
run_generator() {
  "$jdk/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$CLASSES" "$@" &
  generator=$!
  wait "$generator" && status=0 || status=$?
  generator=
}
