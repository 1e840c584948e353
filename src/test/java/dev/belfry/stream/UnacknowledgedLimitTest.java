package dev.belfry.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests run without the right to call foreign functions; {@code LostNetworkTest} has it. */
final class UnacknowledgedLimitTest {

  @Test
  void withoutTheRightToCallForeignFunctions_itSaysWhatIsMissing() throws Exception {
    try (ServerSocketChannel listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(UnacknowledgedLimit.set(listening, Duration.ofMinutes(5)))
          .contains("--enable-native-access=ALL-UNNAMED");
    }
  }
}
