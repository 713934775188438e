package io.everup.api;

import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.module.SimpleModule;

/**
 * Constants in JSON: {@code BEST_EFFORT} is written {@code best-effort}, as in the search language, and read in any
 * case, with hyphens or underscores.
 */
final class EnumWords extends NopAnnotationIntrospector {

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String[] findEnumValues(MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
        for (var i = 0; i < constants.length; i++) {
            if (names[i] == null) {
                names[i] = of(constants[i]);
            }
        }
        return names;
    }

    @Override
    public void findEnumAliases(MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[][] aliases) {
        for (var i = 0; i < constants.length; i++) {
            var known = aliases[i] == null ? Stream.<String>empty() : Stream.of(aliases[i]);
            aliases[i] = Stream.concat(known, Stream.of(constants[i].name())).toArray(String[]::new);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Everywhere {

        @Bean
        JsonMapperBuilderCustomizer enumWords() {
            return mapper -> mapper.enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .addModule(new SimpleModule("everup-enums") {
                        @Override
                        public void setupModule(SetupContext context) {
                            super.setupModule(context);
                            context.insertAnnotationIntrospector(new EnumWords());
                        }
                    });
        }
    }
}
