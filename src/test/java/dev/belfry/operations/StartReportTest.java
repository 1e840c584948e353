package dev.belfry.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.config.StoreProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

final class StartReportTest {

  private final ServerProperties server = new ServerProperties();

  private String text() {
    return new StartReport(
            server,
            StoreProperties.Kind.MEMORY,
            new MockEnvironment().withProperty("local.server.port", "8080"))
        .text();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 'http://localhost:8080/, from everywhere;'",
    "::, 'http://localhost:8080/, from everywhere;'",
    "127.0.0.1, 'http://localhost:8080/, from this machine only;'",
    "::1, 'http://localhost:8080/, from this machine only;'",
    "192.0.2.1, 'http://192.0.2.1:8080/, at this address only;'",
    "2001:db8::1, 'http://[2001:db8:0:0:0:0:0:1]:8080/, at this address only;'",
  })
  void address_isOneThatCanBeOpened(String address, String told) throws UnknownHostException {
    server.setAddress(InetAddress.getByName(address));
    assertThat(text()).contains(told);
  }

  @Test
  void noAddress_isEveryAddress() {
    assertThat(text()).contains("http://localhost:8080/, from everywhere;");
  }

  @Test
  void tls_isInTheUrl() {
    server.setSsl(new Ssl());
    assertThat(text()).contains("https://localhost:8080/");
  }
}
