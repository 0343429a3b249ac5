package io.lightwave.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The rules of the house that a compiler does not know (style guide, G18).
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.lightwave");
    private static final Pattern BANNED_IN_NAMES =
            Pattern.compile(".*(Impl|Utils?|Helper|Manager|Common|Base|Abstract|Dto|Vo|Processor|Wrapper)");
    private static final Pattern BANNED_AS_PACKAGES =
            Pattern.compile(".*[.](util|common|impl|helper|dto|misc|service|controller|model)([.].*)?");

    @Test
    void every_module_is_looked_at() {
        assertThat(Set.of("directory", "ca", "token", "server"))
                .allSatisfy(module -> assertThat(PRODUCT.stream())
                        .anyMatch(type -> type.getPackageName().startsWith("io.lightwave." + module)));
    }

    @ParameterizedTest
    @CsvSource({
        "directory, ca|token|workload|server|agent",
        "ca, token|workload|server|agent",
        "token, ca|workload|server|agent",
        "workload, server|agent"
    })
    void the_arrows_point_one_way(String module, String never) {
        noClasses()
                .that()
                .resideInAPackage("io.lightwave." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Pattern.compile("[|]")
                        .splitAsStream(never)
                        .map(other -> "io.lightwave." + other + "..")
                        .toArray(String[]::new))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "ca", "token", "workload", "server"})
    void a_module_is_used_through_its_root_package_only(String module) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.lightwave." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lightwave." + module + ".*..")
                .check(PRODUCT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "ca", "token", "workload", "server"})
    void features_do_not_go_in_circles(String module) {
        slices().matching("io.lightwave." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void names_say_what_a_thing_is() {
        assertThat(PRODUCT.stream()
                        .filter(type ->
                                BANNED_IN_NAMES.matcher(type.getSimpleName()).matches()
                                        || BANNED_AS_PACKAGES
                                                .matcher(type.getPackageName())
                                                .matches()))
                .isEmpty();
    }

    @Test
    void time_is_a_parameter() {
        for (Class<?> type : new Class<?>[] {
            Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class
        }) {
            noClasses().should().callMethod(type, "now").check(PRODUCT);
        }
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(PRODUCT);
        noClasses().should().callMethod(Clock.class, "systemUTC").check(PRODUCT);
    }

    @Test
    void nothing_makes_passwords_cheaper_to_try() {
        String hash = "io.lightwave.directory.password.Argon2id";
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(hash)
                .should()
                .accessField(hash, "FILLED_AT_DEFAULT")
                .check(PRODUCT);
        noClasses()
                .that()
                .haveFullyQualifiedName(hash)
                .should()
                .callMethod(AtomicInteger.class, "set", int.class)
                .check(PRODUCT);
    }

    @Test
    void endpoints_are_nobody_else_s_business() {
        classes()
                .that(simpleNameEndingWith("Endpoint"))
                .and()
                .areTopLevelClasses()
                .should()
                .bePackagePrivate()
                .check(PRODUCT);
    }

    @Test
    void wiring_is_explicit() {
        noClasses()
                .should()
                .beAnnotatedWith("org.springframework.stereotype.Component")
                .orShould()
                .beAnnotatedWith("org.springframework.stereotype.Service")
                .orShould()
                .beAnnotatedWith("org.springframework.stereotype.Repository")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.beans.factory.annotation.Autowired")
                .check(PRODUCT);
    }

    @Test
    void the_sound_of_security_has_no_framework_in_it() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.lightwave.ca.template..", "io.lightwave.directory.schema..", "io.lightwave.token.key..")
                .and(DescribedPredicate.not(simpleNameEndingWith("Configuration")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.."))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void every_package_is_null_marked() {
        var unmarked = new TreeSet<String>();
        for (JavaClass type : PRODUCT) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void classes_are_closed() {
        assertThat(PRODUCT.stream()
                        .filter(type -> type.isTopLevelClass()
                                && !type.isInterface()
                                && !type.isEnum()
                                && !type.isRecord()
                                && !type.getModifiers().contains(JavaModifier.FINAL)
                                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                                && !type.reflect().isSealed()
                                && !type.getSimpleName().equals("package-info")
                                && !type.getSimpleName().endsWith("Endpoint")
                                && !type.getSimpleName().endsWith("Configuration")
                                && !type.isAnnotatedWith("org.springframework.context.annotation.Configuration")
                                && !type.isAnnotatedWith("jakarta.persistence.Entity")
                                && !type.isAnnotatedWith("jakarta.persistence.Embeddable"))
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void most_types_are_package_private() {
        long types = PRODUCT.stream().filter(this::counts).count();
        long open = PRODUCT.stream()
                .filter(this::counts)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getPackageName().matches("io[.]lightwave[.]\\w+[.].+"))
                .count();
        assertThat((double) open / types).isLessThan(0.55);
    }

    private boolean counts(JavaClass type) {
        return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
    }

    @Test
    void nothing_is_deserialised_by_java_or_looked_up_by_name_or_called_from_afar() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.rmi..", "javax.naming..", "javax.management.remote..")
                .check(PRODUCT);
    }

    @Test
    void what_tenants_send_names_no_file_and_starts_no_process() {
        noClasses()
                .that()
                .resideInAnyPackage("io.lightwave.token..", "io.lightwave.ca..", "io.lightwave.workload..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java[.]io[.](File|RandomAccessFile|File(In|Out)putStream|File(Read|Writ)er)|java[.]nio[.]file[.].*|java[.]lang[.]Process.*")
                .check(PRODUCT);
    }

    /// A module's own tests see its migrations only; of two with one version no server starts.
    @Test
    void each_migration_has_a_version_of_its_own() throws IOException {
        Map<String, List<String>> migrations = Stream.of(
                        new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/**/V*__*.sql"))
                .map(script -> String.valueOf(script.getFilename()))
                .collect(Collectors.groupingBy(name -> name.substring(0, name.indexOf("__"))));
        assertThat(migrations)
                .hasSizeGreaterThan(100)
                .allSatisfy((version, scripts) -> assertThat(scripts).hasSize(1));
    }

    @Test
    void nothing_is_mocked() {
        assertThat(org.springframework.util.ClassUtils.isPresent(
                        "org.mockito.Mockito", getClass().getClassLoader()))
                .isFalse();
    }
}
