package dev.belfry;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.belfry.access.Caller;
import dev.belfry.access.Gate;
import dev.belfry.access.PublishPermit;
import dev.belfry.access.ReadPermit;
import dev.belfry.store.AppendOutcome;
import dev.belfry.store.DeleteOutcome;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.springframework.web.bind.annotation.RequestMapping;

/** Proves the table of packages: who may know whom. */
@AnalyzeClasses(packages = "dev.belfry", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "dev.belfry.";

  /** The table: a package and those it may import. The one in {@code package-info} says why. */
  private static final Map<String, List<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("event", List.of()),
          Map.entry("log", List.of("event")),
          Map.entry("sse", List.of("event", "log")),
          Map.entry("fanout", List.of("event", "log", "sse")),
          Map.entry("config", List.of()),
          Map.entry("store", List.of("event", "config")),
          Map.entry("store.file", List.of("event", "config", "store")),
          Map.entry("access", List.of("event")),
          Map.entry("hub", List.of("event", "log", "sse", "fanout", "config", "store", "access")),
          Map.entry("stream", List.of("sse", "fanout", "config", "hub")),
          Map.entry("web.problem", List.of("hub", "store")),
          Map.entry("web.body", List.of("event", "web.problem")),
          Map.entry("web.origin", List.of("stream", "web.problem")),
          Map.entry(
              "web",
              List.of(
                  "event",
                  "config",
                  "store",
                  "access",
                  "hub",
                  "stream",
                  "web.problem",
                  "web.body")),
          Map.entry("security", List.of("access", "config")),
          Map.entry("console", List.of("event", "access", "hub")),
          Map.entry("operations", List.of("log", "sse", "hub", "fanout", "config", "store")));

  private static final String[] JDK_ONLY = {
    ROOT + "event", ROOT + "log", ROOT + "sse", ROOT + "fanout"
  };

  @ArchTest
  static void table(JavaClasses classes) {
    MAY_IMPORT.forEach((name, mayImport) -> row(name, mayImport).check(classes));
  }

  private static ArchRule row(String name, List<String> mayImport) {
    String[] allowed =
        Stream.concat(Stream.of(name), mayImport.stream())
            .map(p -> ROOT + p)
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> others =
        resideInAnyPackage("dev.belfry..").and(resideOutsideOfPackages(allowed));
    return noClasses()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .dependOnClassesThat(others)
        .because("the table allows " + name + " only " + mayImport);
  }

  @ArchTest
  static final ArchRule everyPackageIsInTheTable =
      classes()
          .should()
          .resideInAnyPackage(
              Stream.concat(
                      Stream.of("dev.belfry"), MAY_IMPORT.keySet().stream().map(p -> ROOT + p))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule webKnowsOfTheStoreItsOutcomesAlone =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "web..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ROOT + "store..")
                  .and(DescribedPredicate.not(assignableTo(AppendOutcome.class)))
                  .and(DescribedPredicate.not(assignableTo(DeleteOutcome.class))))
          .because("web reaches the store through the hub, which passes its outcomes on");

  @ArchTest
  static final ArchRule noCycles = slices().matching("dev.belfry.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theInnerPackagesKnowTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage(JDK_ONLY)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              Stream.concat(Arrays.stream(JDK_ONLY), Stream.of("java..", "org.jspecify.."))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule tomcatIsKnownToOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "stream")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..");

  /**
   * Permits are the other half of the proof: the hub takes nothing else, and the gate makes them.
   */
  @ArchTest
  static final ArchRule everyHandlerKnowsWhoIsAsking =
      methods()
          .that()
          .areMetaAnnotatedWith(RequestMapping.class)
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage(ROOT + "web")
          .should(have(rawParameterTypes(containACaller())));

  @ArchTest
  static final ArchRule onlyTheGateMakesPermits =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Gate.class.getName())
          .should()
          .callConstructorWhere(
              target(owner(assignableTo(ReadPermit.class).or(assignableTo(PublishPermit.class)))));

  private static DescribedPredicate<List<JavaClass>> containACaller() {
    return DescribedPredicate.describe(
        "contain a caller",
        parameters -> parameters.stream().anyMatch(type -> type.isEquivalentTo(Caller.class)));
  }

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Configuration")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .because("tests hand in the time");

  @ArchTest
  static final ArchRule queuesHaveABound =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              ConcurrentLinkedQueue.class, LinkedBlockingQueue.class, LinkedBlockingDeque.class)
          .because("whatever grows has a bound that can be named");

  @ArchTest
  static final ArchRule connectionsAreNotCopied =
      noClasses()
          .should()
          .callMethodWhere(
              target(name("getConnections"))
                  .and(target(owner(assignableTo(AbstractEndpoint.class)))))
          .because("it copies them all, and so costs each new one what all the others are");

  @ArchTest
  static final ArchRule classesAreFinal =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areTopLevelClasses()
          .and()
          .areNotAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication")
          .and(
              DescribedPredicate.not(
                  DescribedPredicate.describe("abstract", ArchitectureTest::isAbstract)))
          .should()
          .haveModifier(JavaModifier.FINAL);

  private static boolean isAbstract(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.ABSTRACT);
  }
}
