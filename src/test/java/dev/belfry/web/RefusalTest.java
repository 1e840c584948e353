package dev.belfry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.options;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import dev.belfry.access.Caller;
import dev.belfry.config.LimitsProperties;
import dev.belfry.hub.Publishing;
import dev.belfry.hub.Refusals;
import dev.belfry.hub.Streams;
import dev.belfry.hub.Topics;
import dev.belfry.web.body.BodyReader;
import dev.belfry.web.origin.CorsProperties;
import dev.belfry.web.origin.CrossOriginFilter;
import dev.belfry.web.origin.StrictPathFilter;
import dev.belfry.web.problem.ProblemWriter;
import dev.belfry.web.problem.Problems;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.unit.DataSize;

/** What is refused before the hub hears of it. */
final class RefusalTest {

  private static final String ORIGIN = "https://www.example.org";

  private final Publishing publishing = mock(Publishing.class);
  private final Streams streams = mock(Streams.class);
  private final Topics topics = mock(Topics.class);
  private MockMvc mvc = mvc(Caller.publisher("owner", "127.0.0.1"));

  private MockMvc mvc(Caller caller) {
    DataSize size = DataSize.ofBytes(20);
    LimitsProperties limits = new LimitsProperties(size, 1, 1, 2, 1, size, 2, 2, 1);
    ProblemWriter problems = new ProblemWriter(new Refusals());
    return MockMvcBuilders.standaloneSetup(
            new PublishController(publishing, new BodyReader(20, 1 << 20), limits),
            new SubscribeController(topics, streams, new StreamOpener(streams), limits),
            new TopicController(topics, publishing))
        .setCustomArgumentResolvers(new CallerResolver(credentials -> caller))
        .setControllerAdvice(Problems.advice(problems))
        .addFilters(
            new CrossOriginFilter(
                new CorsProperties(List.of(ORIGIN), List.of(), false, false),
                "/actuator",
                problems),
            new StrictPathFilter(problems))
        .build();
  }

  @AfterEach
  void hubHeardNothing() {
    verifyNoInteractions(publishing, streams, topics);
  }

  @Test
  void bodies() throws Exception {
    assertRefused(json("/topics/a/events", "{"), 400, "malformed-json");
    assertRefused(json("/topics/a/events", ""), 400, "malformed-json");
    assertRefused(json("/events", "[]"), 400, "bad-batch");
    assertRefused(json("/topics/a/events", "1".repeat(21)), 413, "request-too-large");
    byte[] broken = {'"', (byte) 0xff, '"'};
    assertRefused(
        publish().contentType("application/json").content(broken), 400, "malformed-utf-8");
    assertRefused(publish().contentType("text/plain").content(broken), 400, "malformed-utf-8");
    assertRefused(publish().contentType("text/plain").content("a\0"), 400, "malformed-text");
  }

  @Test
  void mediaTypes() throws Exception {
    MockHttpServletResponse none = assertRefused(publish(), 415, "unsupported-media-type");
    assertThat(none.getHeader("Accept-Post"))
        .isEqualTo("application/json, application/*+json, text/plain");
    for (String type :
        List.of(
            "application/x-www-form-urlencoded",
            "multipart/form-data;boundary=a",
            "application/json;charset=iso-8859-1",
            "application/json;charset=nope",
            "application/*",
            "*/*",
            "application/*+json",
            "text/vnd.a+json",
            "nonsense")) {
      assertRefused(
          publish().header("Content-Type", type).content("1"), 415, "unsupported-media-type");
    }
    assertRefused(
        post("/events").contentType("text/plain").content("1"), 415, "unsupported-media-type");
    assertRefused(
        json("/topics/a/events", "1").header("Content-Encoding", "gzip"),
        415,
        "unsupported-media-type");
  }

  @Test
  void parameters() throws Exception {
    assertRefused(json("/topics/-/events", "1"), 400, "bad-topic");
    assertRefused(json("/topics/a/events?type=open", "1"), 400, "bad-type");
    assertRefused(json("/topics/a/events?retain=no", "1"), 400, "bad-parameter");
    assertRefused(json("/events?retain=no", "1"), 400, "bad-parameter");
    assertRefused(get("/events"), 400, "bad-parameter");
    assertRefused(get("/events?topic=a&topic=b&topic=c"), 400, "bad-parameter");
    assertRefused(get("/events?topic=-"), 400, "bad-topic");
    assertRefused(get("/topics/a/events?limit=0"), 400, "bad-parameter");
    assertRefused(get("/topics?limit=0"), 400, "bad-parameter");
    assertRefused(get("/topics/-"), 400, "bad-topic");
  }

  @Test
  void streams() throws Exception {
    assertRefused(stream("/topics/a/events?last=x"), 400, "bad-parameter");
    assertRefused(stream("/topics/a/events?envelope=x"), 400, "bad-parameter");
    assertRefused(stream("/topics/-/events"), 400, "bad-topic");
  }

  @Test
  void headOfAStream_opensNothing() throws Exception {
    MockHttpServletResponse answer =
        mvc.perform(head("/topics/a/events").header("Accept", "text/event-stream"))
            .andReturn()
            .getResponse();
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("text/event-stream");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store, no-transform");
    assertThat(answer.getHeader("X-Accel-Buffering")).isEqualTo("no");
    assertThat(answer.getHeaders("Vary")).contains("Origin", "Accept");
  }

  @Test
  void accept() throws Exception {
    for (String path :
        List.of("/topics/a/events", "/topics", "/topics/a", "/topics/a/events/a-1")) {
      assertRefused(get(path).header("Accept", "text/html"), 406, "not-acceptable");
      assertRefused(get(path).header("Accept", "nonsense"), 406, "not-acceptable");
    }
    assertRefused(
        json("/topics/a/events", "1").header("Accept", "text/html"), 406, "not-acceptable");
  }

  @Test
  void publishers() throws Exception {
    mvc = mvc(Caller.anyone("127.0.0.1"));
    MockHttpServletResponse refused = assertRefused(publish(), 401, "unauthorized");
    assertThat(refused.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
    assertRefused(json("/events", "["), 401, "unauthorized");
    assertRefused(get("/topics"), 401, "unauthorized");
    assertRefused(json("/topics/-/events", "1"), 400, "bad-topic");
  }

  @Test
  void idempotencyKeys() throws Exception {
    assertRefused(publish().header("Idempotency-Key", ""), 400, "bad-parameter");
    assertRefused(publish().header("Idempotency-Key", "a".repeat(129)), 400, "bad-parameter");
    assertRefused(publish().header("Idempotency-Key", "a\tb"), 400, "bad-parameter");
    assertRefused(publish().header("Idempotency-Key", "a", "b"), 400, "bad-parameter");
    assertRefused(post("/events").header("Idempotency-Key", ""), 400, "bad-parameter");
  }

  @Test
  void pathsAndMethods() throws Exception {
    for (String path : List.of("/", "/nope", "/topics/", "/events/", "/topics/a/", "/belfry.js")) {
      assertRefused(get(path), 404, "not-found");
    }
    assertRefused(get("/topics/a;b=c"), 404, "not-found");
    MockHttpServletResponse refused =
        assertRefused(put("/topics/a/events"), 405, "method-not-allowed");
    assertThat(refused.getHeader("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void origins() throws Exception {
    for (String origin : List.of("https://evil.example", "null", "::nonsense ::", ORIGIN + ":1")) {
      assertRefused(get("/topics/a").header("Origin", origin), 403, "origin-not-allowed");
    }
    MockHttpServletResponse error =
        assertRefused(get("/nope").header("Origin", ORIGIN), 404, "not-found");
    assertThat(error.getHeader("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(error.getHeader("Access-Control-Allow-Credentials")).isEqualTo("true");
  }

  @Test
  void preflight() throws Exception {
    MockHttpServletResponse answer =
        mvc.perform(
                options("/topics/a/events")
                    .header("Origin", ORIGIN)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization,idempotency-key"))
            .andReturn()
            .getResponse();
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getHeader("Access-Control-Allow-Methods")).isEqualTo("GET,HEAD,POST,DELETE");
    assertThat(answer.getHeader("Access-Control-Max-Age")).isEqualTo("3600");
  }

  private MockHttpServletResponse assertRefused(
      MockHttpServletRequestBuilder request, int status, String name) throws Exception {
    MockHttpServletResponse answer = mvc.perform(request).andReturn().getResponse();
    assertThat(answer.getContentAsString())
        .contains("\"type\":\"tag:belfry.dev,2026:problem:" + name + "\"")
        .contains("\"status\":" + status);
    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(answer.getContentType()).isEqualTo("application/problem+json");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.getHeaders("Vary")).contains("Origin");
    return answer;
  }

  private static MockHttpServletRequestBuilder publish() {
    return post("/topics/a/events");
  }

  private static MockHttpServletRequestBuilder json(String uri, String body) {
    return post(URI.create(uri)).contentType("application/json").content(body);
  }

  private static MockHttpServletRequestBuilder stream(String uri) {
    return get(uri).header("Accept", "text/event-stream");
  }
}
