package dev.belfry.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.store.EventStore;
import dev.belfry.store.EventStoreContract;
import dev.belfry.store.Fed;
import dev.belfry.store.IdempotencyKeys;
import dev.belfry.store.RetainedEvents;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of files, in a directory of this machine's disk. */
final class FileStoreContractTest extends EventStoreContract {

  @TempDir private Path directory;

  @Override
  protected EventStore open(RetainedEvents retained, InstantSource clock, LongSupplier nanoClock) {
    return open(directory, retained, clock, nanoClock);
  }

  private static FileStore open(
      Path directory, RetainedEvents retained, InstantSource clock, LongSupplier nanoClock) {
    return new FileStore(
        Directory.locked(directory),
        StoreFixture.BYTES,
        new IdempotencyKeys(KEYS, nanoClock),
        retained,
        clock,
        nanoClock,
        () -> Epoch.draw(new SecureRandom()));
  }

  @Override
  protected void stop(EventStore store) {
    ((FileStore) store).close();
  }

  @Test
  void everyStart_goesOnWithTheSameLife() {
    Path other = directory.resolve("other"); // the contract has the directory itself open
    assertThat(epochOfAStart(other)).isEqualTo(epochOfAStart(other));
  }

  private static Epoch epochOfAStart(Path directory) {
    Fed fed = new Fed();
    try (FileStore store = open(directory, fed, () -> Instant.EPOCH, () -> 0)) {
      store.tail(fed);
      return fed.epoch();
    }
  }
}
