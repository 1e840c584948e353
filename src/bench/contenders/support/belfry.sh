# The service as it ships, by the options after its port. Sourced by belfry and belfry-emitter.
# shellcheck shell=bash

readonly JAR=target/belfry.jar
# the jar extracted and an AOT cache, as the image has them
readonly IMAGE=target/bench/image

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

ship() {
  local train=src/deploy/train-aot-cache options=src/deploy/jvm.options
  [[ ! -f $IMAGE/belfry.aot || $JAR -nt $IMAGE/belfry.aot || $train -nt $IMAGE/belfry.aot ||
    $options -nt $IMAGE/belfry.aot ]] || return 0
  echo "training an AOT cache ..."
  rm -rf "$IMAGE"
  "$jdk/bin/java" -Djarmode=tools -jar "$JAR" extract --destination "$IMAGE"
  cp "$options" "$IMAGE"
  # on a port of its own: who waits for this contender must not take the one that trains for it
  local free=18080
  while (exec 3<>"/dev/tcp/127.0.0.1/$free") 2>/dev/null; do ((free++)); done
  train=$PWD/$train
  (cd "$IMAGE" && PATH=$jdk/bin:$PATH SERVER_PORT=$free MANAGEMENT_SERVER_PORT=0 "$train")
}

build_image() {
  build && ship
}

serve() {
  jdk=$(src/deploy/jdk25)
  read_arguments "${1-}"
  # Java would begin with a 64th of the machine's memory, and touch it all before it collects: what
  # streams take could not be told from that
  local jvm_options=(-Xms64m -Xmx2g) service_options=() option
  for option in "${@:2}"; do
    case $option in
      -X* | -D* | -javaagent*) jvm_options+=("$option") ;;
      *) service_options+=("$option") ;;
    esac
  done
  alone build_image
  cd "$IMAGE" # a cache serves what was trained under the same path only
  exec "$jdk/bin/java" @jvm.options -XX:AOTCache=belfry.aot "${jvm_options[@]}" -jar belfry.jar \
    --server.address=127.0.0.1 --server.port="$port" --management.server.port=0 \
    --belfry.publish.key="${BELFRY_PUBLISH_KEY:-bench}" "${service_options[@]}" 2>&1
}
