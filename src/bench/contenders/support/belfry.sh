# The service as it ships, by the options after its port. Sourced by belfry and belfry-emitter.
# shellcheck shell=bash

readonly JAR=target/belfry.jar

version() {
  local belfry
  belfry=$(git describe --always --dirty 2>/dev/null || echo "of unknown version")
  echo "Belfry $belfry, Java $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release")"
}

build() {
  [[ ! -f $JAR || -n $(find src/main pom.xml -newer "$JAR" -print -quit) ]] || return 0
  echo "building $JAR ..."
  # Maven leaves a jar alone that would not change
  JAVA_HOME=$jdk ./mvnw -q -DskipTests package && touch "$JAR"
}

serve() {
  jdk=$(src/deploy/jdk25)
  read_arguments "${1-}"
  local jvm_options=(-Xmx2g) service_options=() option
  for option in "${@:2}"; do
    case $option in
      -X* | -D* | -javaagent*) jvm_options+=("$option") ;;
      *) service_options+=("$option") ;;
    esac
  done
  alone build
  exec "$jdk/bin/java" @src/deploy/jvm.options "${jvm_options[@]}" -jar "$JAR" \
    --server.address=127.0.0.1 --server.port="$port" --management.server.port=0 \
    --belfry.publish.key="${BELFRY_BENCH_KEY:-bench}" "${service_options[@]}" 2>&1
}
