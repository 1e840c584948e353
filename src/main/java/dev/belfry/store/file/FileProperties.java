package dev.belfry.store.file;

import dev.belfry.config.UnusableConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the file store lives.
 *
 * @param directory of this store alone; made if it is not there
 */
@ConfigurationProperties("belfry.file")
record FileProperties(@Nullable Path directory) {

  Path required() {
    if (directory == null) {
      throw new UnusableConfigurationException(
          "belfry.file.directory is not set, and belfry.store=file needs it.",
          "Name a directory of its own, such as /var/lib/belfry.",
          List.of("belfry.store"));
    }
    return directory.toAbsolutePath();
  }
}
