# The service in an image: a JRE, the service in layers, and an AOT cache that shortens its start.
#
#   docker build -t belfry .
#   docker run -p 8080:8080 -e BELFRY_PUBLISH_KEY=change-me belfry
#
# src/deploy/check-dockerfile runs every step of this file without Docker.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -DskipTests -Dspotless.check.skip package
RUN java -Djarmode=tools -jar target/belfry.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
WORKDIR /opt/belfry
# what changes least comes first
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY src/deploy/jvm.options src/deploy/train-aot-cache ./
COPY --from=build /build/layers/application/ ./
# here and not in the other stage: a cache is of use only to the very JVM that made it
RUN ./train-aot-cache
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# the base image has no curl and no wget
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200'* ]]"]
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=belfry.aot", "-jar", "belfry.jar"]
