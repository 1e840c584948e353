/** The application class, which alone may see every package below it. */
@NullMarked
package dev.belfry;

import org.jspecify.annotations.NullMarked;
