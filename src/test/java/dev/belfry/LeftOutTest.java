package dev.belfry;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Says which tests a run leaves out, because they need more than Java and Maven. */
final class LeftOutTest {

  @Test
  void testsThatNeedMore_areNamed() {
    List<String> real =
        new ClassFileImporter()
            .importPath(Path.of("target/test-classes")).stream()
                .filter(LeftOutTest::isReal)
                .map(JavaClass::getName)
                .toList();
    assertThat(real).isNotEmpty();
    if (System.getProperty("test.excluded", "").equals("real")) {
      System.out.println("Left out, since they need parts from outside Maven (-Preal): " + real);
    }
  }

  private static boolean isReal(JavaClass test) {
    return test.isAnnotatedWith(Tag.class)
        && test.getAnnotationOfType(Tag.class).value().equals("real");
  }
}
