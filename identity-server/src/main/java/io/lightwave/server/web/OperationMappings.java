package io.lightwave.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.config.annotation.DelegatingWebMvcConfiguration;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Finds the operation of a request. Almost every path has a variable, so that it is sought among all of them, a
/// fifth of what a short request cost: most are ruled out by the letters between their variables.
final class OperationMappings extends RequestMappingHandlerMapping {
    /// The letters before, between and behind the variables of each path; empty for operations that are always matched.
    private final IdentityHashMap<RequestMappingInfo, List<String>> letters = new IdentityHashMap<>();

    /// Spring's web support with these mappings.
    @Configuration(proxyBeanMethods = false)
    static class WebSupport extends DelegatingWebMvcConfiguration {
        @Override
        protected RequestMappingHandlerMapping createRequestMappingHandlerMapping() {
            return new OperationMappings();
        }
    }

    @Override
    protected void handlerMethodsInitialized(Map<RequestMappingInfo, HandlerMethod> all) {
        all.keySet().forEach(operation -> letters.put(operation, lettersOf(operation)));
        super.handlerMethodsInitialized(all);
    }

    private static List<String> lettersOf(RequestMappingInfo operation) {
        List<String> paths = List.copyOf(operation.getPatternValues());
        String path = paths.size() == 1 ? paths.getFirst() : "";
        List<String> between = new ArrayList<>();
        int from = 0;
        for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{', from)) {
            between.add(path.substring(from, open));
            from = path.indexOf('}', open) + 1;
        }
        between.add(path.substring(from));
        return path.isEmpty() || path.contains("*") || path.contains(":") ? List.of() : List.copyOf(between);
    }

    @Override
    protected @Nullable RequestMappingInfo getMatchingMapping(
            RequestMappingInfo operation, HttpServletRequest request) {
        return mayBeFor(request.getRequestURI(), letters.getOrDefault(operation, List.of()))
                ? super.getMatchingMapping(operation, request)
                : null;
    }

    /// Only what is written plainly is ruled out.
    private static boolean mayBeFor(String path, List<String> letters) {
        if (letters.isEmpty() || path.indexOf('%') >= 0 || path.indexOf(';') >= 0) {
            return true;
        }
        if (!path.startsWith(letters.getFirst()) || !path.endsWith(letters.getLast())) {
            return false;
        }
        for (int i = 1; i < letters.size() - 1; i++) {
            if (!path.contains(letters.get(i))) {
                return false;
            }
        }
        return true;
    }
}
