# The portal alone; it needs a PostgreSQL, see docker-compose.yml. Same commands as bin/run: Debian's JDK, Maven and Node.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates openjdk-17-jdk-headless maven nodejs npm
WORKDIR /everup
COPY pom.xml ./
COPY config config
COPY db db
COPY frontend frontend
COPY src src
RUN mvn -B -q -DskipTests package && java -Djarmode=tools -jar target/everup.jar extract --destination /app

FROM debian:12-slim
# libvirt's library for the hosts, ssh for qemu+ssh, fence agents with what the most common of them call.
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates openjdk-17-jre-headless libvirt0 openssh-client fence-agents ipmitool telnet snmp iputils-ping curl && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --uid 10001 --create-home --home-dir /var/lib/everup everup
COPY --from=build /app /app
USER everup
# config/application.yaml in this folder, when mounted, overrides settings.
WORKDIR /var/lib/everup
ENV EVERUP_DATA_DIRECTORY=/var/lib/everup/data
RUN mkdir data
VOLUME /var/lib/everup/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s CMD curl -fs -o /dev/null "http://127.0.0.1:${SERVER_PORT:-8080}/actuator/health/liveness"
ENTRYPOINT ["java", "-Xmx700m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/everup.jar"]
