package dev.belfry.web;

import dev.belfry.access.Authenticator;
import dev.belfry.access.Caller;
import dev.belfry.access.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Tells each handler who is asking: once for a request, since every handler asks for it once. */
final class CallerResolver implements HandlerMethodArgumentResolver {

  private final Authenticator authenticator;

  CallerResolver(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType().equals(Caller.class);
  }

  @Override
  public Caller resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest web,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest request =
        Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
    return authenticator.authenticate(
        new Credentials(request.getHeader(HttpHeaders.AUTHORIZATION), request.getRemoteAddr()));
  }
}
