package io.lightwave.server.configuration;

import io.lightwave.directory.Caller;
import io.lightwave.server.security.ApiPermissions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.ObjectMapper;

/// What [ApiCalls] are made with, whoever calls.
record InnerApi(DispatcherServlet dispatcher, ApiPermissions permissions, ObjectMapper mapper) {

    /// For the caller of a request that came from outside.
    ApiCalls calls(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        return new ApiCalls(dispatcher, permissions, mapper, caller, request, response);
    }
}
