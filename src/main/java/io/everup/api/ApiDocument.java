package io.everup.api;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Corrects what can't be seen from the controllers' signatures: statuses, constants as they are written, unique names. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

    private static final String OK = "200";

    /** Parts of different things have the same name, such as Disk: the thing's name goes before it. */
    private static final class Names extends TypeNameResolver {

        @Override
        protected String getNameOfClass(Class<?> type) {
            var outer = type.getEnclosingClass();
            return outer == null
                    ? type.getSimpleName()
                    : outer.getSimpleName().replaceFirst("(Api|Controller)$", "") + type.getSimpleName();
        }
    }

    @Bean
    ModelResolver modelResolver(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new Names()).openapi31(true);
    }

    @Bean
    OpenApiCustomizer wordsAndStatuses() {
        return api -> {
            api.getComponents().getSchemas().values().forEach(ApiDocument::respell);
            api.getPaths()
                    .forEach((path, item) -> item.readOperationsMap()
                            .forEach((method, operation) -> correct(path, method, operation.getResponses())));
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void respell(Schema schema) {
        if (schema.getEnum() != null) {
            schema.setEnum(((List<?>) schema.getEnum())
                    .stream()
                            .map(word ->
                                    word.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
        }
        if (schema.getProperties() != null) {
            ((Map<String, Schema>) schema.getProperties()).values().forEach(ApiDocument::respell);
        }
        if (schema.getItems() != null) {
            respell(schema.getItems());
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            respell(values);
        }
    }

    private static void correct(String path, PathItem.HttpMethod method, ApiResponses responses) {
        var answer = responses.get(OK);
        if (answer == null || method == PathItem.HttpMethod.GET) {
            return;
        }
        var status = status(path, method, answer);
        if (!status.equals(OK)) {
            responses.remove(OK);
            responses.addApiResponse(status, answer.description(description(status)));
        }
    }

    private static String status(String path, PathItem.HttpMethod method, ApiResponse answer) {
        if (answer.getContent() == null) {
            return "204";
        }
        var task = answer.getContent().values().stream()
                .anyMatch(media -> media.getSchema() != null
                        && media.getSchema().get$ref() != null
                        && media.getSchema().get$ref().endsWith("/TaskView"));
        if (task) {
            return "202";
        }
        return method == PathItem.HttpMethod.POST && !path.contains("/actions/") ? "201" : OK;
    }

    private static String description(String status) {
        return switch (status) {
            case "201" -> "Made";
            case "202" -> "A task was made; Location is its address";
            default -> "Done";
        };
    }
}
