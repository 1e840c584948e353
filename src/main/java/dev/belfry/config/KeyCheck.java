package dev.belfry.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Stops the start if the configuration sets a key below {@code belfry} that is none: a bound that
 * was misspelt would not hold, and nobody would know. Looks at all that is set by options, files,
 * system properties and the environment.
 */
final class KeyCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final String PREFIX = "belfry";

  /**
   * What Kubernetes puts into the environment of every pod for a service that is named {@code
   * belfry} or {@code belfry-something}: no key was meant.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "BELFRY_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    KnownKeys known = KnownKeys.below(PREFIX);
    List<String> findings = new ArrayList<>();
    for (ConfigurationPropertySource source :
        ConfigurationPropertySources.get(context.getEnvironment())) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment) {
        checkVariables(List.of(environment.getPropertyNames()), known, findings);
      } else if (source instanceof IterableConfigurationPropertySource names) {
        checkNames(names, known, findings);
      }
    }
    if (!findings.isEmpty()) {
      throw new UnusableConfigurationException(
          String.join("\n", findings),
          "Correct the name, or take it out; README lists all keys of Belfry.",
          List.of());
    }
  }

  private static void checkNames(
      IterableConfigurationPropertySource source, KnownKeys known, List<String> findings) {
    ConfigurationPropertyName prefix = ConfigurationPropertyName.of(PREFIX);
    for (ConfigurationPropertyName name : source) {
      if (prefix.isAncestorOf(name) && !known.contains(name)) {
        findings.add(finding(name.toString(), known.nearest(name.toString()), place(source, name)));
      }
    }
  }

  private static String place(
      IterableConfigurationPropertySource source, ConfigurationPropertyName name) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    Object origin = property == null ? null : property.getOrigin();
    return origin == null ? source.toString() : origin.toString();
  }

  private static void checkVariables(
      List<String> variables, KnownKeys known, List<String> findings) {
    for (String variable : variables) {
      String name = variable.toUpperCase(Locale.ROOT);
      if (name.startsWith("BELFRY_")
          && !known.containsVariable(name)
          && !SERVICE_LINK.matcher(name).matches()) {
        findings.add(finding(variable, known.nearest(variable), "the environment"));
      }
    }
  }

  private static String finding(String name, String nearest, String place) {
    return name + " is no key; the nearest is " + nearest + ". It is set by " + place + ".";
  }
}
