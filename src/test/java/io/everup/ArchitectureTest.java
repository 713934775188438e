package io.everup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.modulith.core.ApplicationModules;

/** The house holds its shape: modules, doors and arrows as docs/adr/0001 describes them. */
class ArchitectureTest {

    /** Lowest first; an arrow may only point down, or to the same level without a cycle. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("shared"),
            List.of("event", "ui", "placement", "hypervisor"),
            List.of("identity"),
            List.of("task"),
            List.of("audit", "security"),
            List.of("notice"),
            List.of("host"),
            List.of("storage", "network"),
            List.of("image"),
            List.of("vm"),
            List.of("plan"),
            List.of("migration", "ha"),
            List.of("maintenance", "drill"),
            List.of("uptime"),
            List.of("service"),
            List.of("alarm", "report"),
            List.of("metric"),
            List.of("dashboard", "api"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.everup");

    @Test
    void modulesKeepTheirDoors() {
        ApplicationModules.of(Everup.class).verify();
    }

    @Test
    void modulesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("io.everup.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    static List<String> modules() {
        return LEVELS.stream().flatMap(List::stream).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void arrowsOnlyPointDown(String module) {
        var above = LEVELS.stream()
                .dropWhile(level -> !level.contains(module))
                .skip(1)
                .flatMap(List::stream)
                .map(name -> "io.everup." + name + "..")
                .toArray(String[]::new);
        if (above.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage("io.everup." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because("an arrow may only point down")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void everyModuleHasALevel() {
        var known = modules();
        var unknown = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.everup."))
                .map(name -> name.split("\\.")[2])
                .distinct()
                .filter(name -> !known.contains(name))
                .toList();
        org.assertj.core.api.Assertions.assertThat(unknown)
                .as("modules without a level")
                .isEmpty();
    }

    @Test
    void libvirtStaysInItsAdapter() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.everup.hypervisor.libvirt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.libvirt..", "com.sun.jna..")
                .check(CLASSES);
    }

    @Test
    void rulesGetTimeIdentityAndChanceThroughTheDoor() {
        var outside = Map.<Class<?>, String>of(
                Instant.class,
                "now",
                LocalDate.class,
                "now",
                LocalDateTime.class,
                "now",
                OffsetDateTime.class,
                "now",
                UUID.class,
                "randomUUID");
        outside.forEach((type, method) -> noClasses()
                .that(areNotTheSourcesThemselves())
                .should()
                .callMethod(type, method)
                .because("time and ids come in through Clock and Ids")
                .check(CLASSES));
        noClasses()
                .that(areNotTheSourcesThemselves())
                .should()
                .callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
    }

    @Test
    void rulesArePure() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Rules")
                .or()
                .haveSimpleNameEndingWith("Lifecycle")
                .or()
                .resideInAPackage("io.everup.placement..")
                .or()
                .haveSimpleName("Reconciler")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..", "jakarta.persistence..", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void controllersAndJobsUseTheDoorsLikeAnyGuest() {
        noClasses()
                .that()
                .resideInAnyPackage("..web..", "..job..")
                .and()
                .resideOutsideOfPackage("io.everup.api..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(io.everup.hypervisor.Hypervisor.class)
                .because("a request never waits for a hypervisor")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areNotTheSourcesThemselves() {
        return DescribedPredicate.describe(
                "are not the sources of time and ids",
                type -> !type.getSimpleName().equals("EverupConfiguration")
                        && !type.getSimpleName().equals("TimeOrderedIds"));
    }
}
