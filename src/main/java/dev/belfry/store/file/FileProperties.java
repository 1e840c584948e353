package dev.belfry.store.file;

import java.nio.file.Path;
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
      throw new UnusableDirectoryException("is not set, and belfry.store=file needs it");
    }
    return directory.toAbsolutePath();
  }
}
