package io.lightwave.server.web;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Gives endpoints the [Caller] that the security chain proved, and the [Origin].
public final class RequestArguments implements HandlerMethodArgumentResolver {

    /// Called by the security chain once the caller is proved.
    public static void attach(HttpServletRequest request, Caller caller) {
        request.setAttribute(Caller.class.getName(), caller);
    }

    /// Empty where none was proved.
    public static Optional<Caller> caller(HttpServletRequest request) {
        return request.getAttribute(Caller.class.getName()) instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class || parameter.getParameterType() == Origin.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = (HttpServletRequest) web.getNativeRequest();
        if (parameter.getParameterType() == Origin.class) {
            return RequestOrigin.of(request);
        }
        // Fails closed: an endpoint that wants a caller was reached by a path that proves none.
        return caller(request)
                .orElseThrow(
                        () -> new IllegalStateException("no caller was authenticated for " + request.getRequestURI()));
    }
}
