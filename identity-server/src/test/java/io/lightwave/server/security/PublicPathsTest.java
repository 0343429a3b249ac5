package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

class PublicPathsTest {

    @Test
    void what_the_token_service_answers_below_a_tenant_is_reached_without_a_caller() {
        List<String> paths = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
                .importPackages("io.lightwave.token")) {
            if (type.getSimpleName().endsWith("Endpoint")) {
                paths.addAll(paths(type.reflect()));
            }
        }
        assertThat(paths)
                .contains("/t/x/saml/ecp", "/t/x/saml/sp/x/acs", "/t/x/oauth2/token")
                .allMatch(PublicPaths::contains);
    }

    private static List<String> paths(Class<?> endpoint) {
        return Stream.of(endpoint.getDeclaredMethods())
                .flatMap(PublicPathsTest::paths)
                .filter(path -> path.startsWith("/t/"))
                .map(path -> path.replaceAll("[{][^{}]*([{][^{}]*[}][^{}]*)*[}]", "x"))
                .toList();
    }

    private static Stream<String> paths(Method method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        return mapping == null ? Stream.empty() : Stream.of(mapping.path());
    }

    @Test
    void so_is_what_checks_its_messages_itself() {
        assertThat(List.of("/.well-known/cmp/p/x", "/.well-known/cmp/p/x/initialization", "/t/x/acme/new-order"))
                .allMatch(PublicPaths::contains);
    }

    @Test
    void nothing_else_is() {
        assertThat(List.of(
                        "/t/x/saml/sp/x",
                        "/t/x/saml/sp/x/y/acs",
                        "/t/x/saml/ecp/x",
                        "/t/x/saml/other",
                        "/t/x/scim/v2/Users",
                        "/t/x/scim/v2/Schemas",
                        "/t/x/scim/v2/ResourceTypes",
                        "/t/x/scim/v2/ServiceProviderConfig/x",
                        "/.well-known/cmp/p",
                        "/.well-known/cmp/p/x/y/z",
                        "/.well-known/est/x/simpleenroll",
                        "/api/v1/tenants/x/clients"))
                .noneMatch(PublicPaths::contains);
    }
}
