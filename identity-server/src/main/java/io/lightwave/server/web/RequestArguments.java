package io.lightwave.server.web;

import io.lightwave.directory.Admission;
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

/// Gives endpoints the [Caller] that the security chain proved, the [Admission], and the [Origin].
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

    /// Called by the security chain with what let the caller in, where that lasts.
    public static void attach(HttpServletRequest request, Admission admission) {
        request.setAttribute(Admission.class.getName(), admission);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        return type == Caller.class || type == Admission.class || type == Origin.class;
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
        if (parameter.getParameterType() == Admission.class) {
            if (request.getAttribute(Admission.class.getName()) instanceof Admission admission) {
                return admission;
            }
            throw new IllegalStateException("no lasting caller was authenticated for " + request.getRequestURI());
        }
        return caller(request)
                .orElseThrow(
                        () -> new IllegalStateException("no caller was authenticated for " + request.getRequestURI()));
    }
}
