package dev.belfry.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Says what JSpecify's says, where only the JDK is there: it may be null. */
@Target(ElementType.TYPE_USE)
public @interface Nullable {}
