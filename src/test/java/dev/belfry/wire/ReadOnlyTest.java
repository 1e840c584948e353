package dev.belfry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.Ports;
import dev.belfry.testkit.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service needs no directory that it may write to, but the one of its store. */
final class ReadOnlyTest {

  private final int port = Ports.usual().free();

  @Test
  void tmpdirThatCannotBeWritten_isNotMissed(@TempDir Path folder) throws Exception {
    // not even root may write there; this variable has the last word
    List<String> readOnly = List.of("env", "_JAVA_OPTIONS=-Djava.io.tmpdir=/proc");
    try (ServiceProcess service = ServiceProcess.startBy(readOnly, port, folder)) {
      assertThat(service.log()).doesNotContain("WARN", "ERROR", "Exception");
    }
  }

  @Test
  void nothingIsLeftInTmpdir_byOneThatIsKilled(@TempDir Path folder) throws Exception {
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    List<String> own = List.of("env", "_JAVA_OPTIONS=-Djava.io.tmpdir=" + tmp);
    try (ServiceProcess service = ServiceProcess.startBy(own, port, folder)) {
      service.kill();
    }
    try (Stream<Path> left = Files.list(tmp)) {
      assertThat(left).isEmpty();
    }
  }
}
