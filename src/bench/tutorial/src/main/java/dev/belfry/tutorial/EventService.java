package dev.belfry.tutorial;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Service;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Keeps the emitters of each topic, and sends to one after the other. */
@Service
class EventService {

  private final Map<String, List<SseEmitter>> emitters = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  SseEmitter subscribe(String topic) throws IOException {
    SseEmitter emitter = new SseEmitter(0L);
    List<SseEmitter> ofTopic =
        emitters.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>());
    emitter.onCompletion(() -> ofTopic.remove(emitter));
    emitter.onTimeout(emitter::complete);
    emitter.onError(failure -> ofTopic.remove(emitter));
    // Spring keeps the answer's head back until something is sent
    emitter.send(SseEmitter.event().comment("connected"));
    ofTopic.add(emitter);
    return emitter;
  }

  void publish(String topic, String data) {
    String id = Long.toString(lastId.incrementAndGet());
    List<SseEmitter> ofTopic = emitters.getOrDefault(topic, List.of());
    for (SseEmitter emitter : ofTopic) {
      try {
        emitter.send(SseEmitter.event().id(id).data(data));
      } catch (IOException e) {
        emitter.completeWithError(e);
        ofTopic.remove(emitter);
      }
    }
  }
}
