package dev.belfry.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Says of a bean that it is there if {@code belfry.store} chooses one of the stores. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Conditional(ConditionalOnStore.Chosen.class)
public @interface ConditionalOnStore {

  /** The store that has to be chosen. */
  StoreProperties.Kind value();

  /** Binds what the configuration says, and compares. */
  final class Chosen implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      StoreProperties chosen =
          Binder.get(context.getEnvironment()).bindOrCreate("belfry", StoreProperties.class);
      return metadata
          .getAnnotations()
          .get(ConditionalOnStore.class)
          .getEnum("value", StoreProperties.Kind.class)
          .equals(chosen.store());
    }
  }
}
