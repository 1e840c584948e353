package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may publish and look behind the scenes. */
final class AuthorizationTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void expectUnauthorized(Answer answer) {
    answer.isProblem(401, "unauthorized");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.body()).doesNotContain(Service.KEY);
  }

  @Test
  void publishWithoutKey_isUnauthorized() {
    String topic = service.topic();
    expectUnauthorized(service.post(Service.events(topic)).json("1").send());
    expectUnauthorized(
        service.post("/events").json("{\"topics\":[\"" + topic + "\"],\"data\":1}").send());
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer Secret",
        "Bearer secre",
        "Bearer secret2",
        "Bearer secret secret",
        "Bearer",
        "Bearer ",
        "Bearersecret",
        "Basic secret",
        "Basic c2VjcmV0OnNlY3JldA==",
        "secret",
        "",
      })
  void wrongKey_isUnauthorized(String authorization) {
    String topic = service.topic();
    expectUnauthorized(
        service
            .post(Service.events(topic))
            .header("Authorization", authorization)
            .json("1")
            .send());
    expectUnauthorized(service.get("/topics").header("Authorization", authorization).send());
    assertThat(service.history(topic, "").events()).isEmpty();
  }

  @Test
  void keyInQuery_isUnauthorized() {
    expectUnauthorized(
        service
            .post(Service.events(service.topic()) + "?access_token=secret&key=secret")
            .json("1")
            .send());
  }

  @Test
  void schemeOfTheKey_hasNoCase() {
    service
        .post(Service.events(service.topic()))
        .header("Authorization", "bearer " + Service.KEY)
        .json("1")
        .send()
        .is(201);
  }

  @Test
  void listingWithoutKey_isUnauthorized() {
    expectUnauthorized(service.get("/topics").send());
    service.get("/topics").key().send().is(200);
  }

  @Test
  void reading_needsNoKey() {
    String topic = service.topic();
    String id = service.publish(topic, "1");
    service.history(topic, "");
    service.get("/events?topic=" + topic).send().is(200);
    service.get("/topics/" + topic).send().is(200);
    service.get(Service.events(topic) + "/" + id).send().is(200);
    service.subscribe(topic).close();
    service.get("/livez").send().is(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--belfry.publish.key="})
  void withoutConfiguredKey_nobodyPublishes(String argument) {
    try (Service closed =
        argument.isEmpty() ? Service.startWithoutKey() : Service.startWithoutKey(argument)) {
      for (String authorization :
          new String[] {"", "Bearer", "Bearer ", "Bearer null", "Bearer secret"}) {
        expectUnauthorized(
            closed
                .post("/topics/a/events")
                .header("Authorization", authorization)
                .json("1")
                .send());
      }
      expectUnauthorized(closed.post("/topics/a/events").json("1").send());
      expectUnauthorized(closed.post("/events").json("{\"topics\":[\"a\"],\"data\":1}").send());
      expectUnauthorized(closed.get("/topics").send());
      assertThat(closed.history("a", "").events()).isEmpty();
    }
  }
}
