package io.everup.api;

import io.everup.event.Reader;
import io.everup.identity.Actor;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beside the operations themselves. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String INTRODUCTION = """
            The same rules, permissions and operations as the pages.

            `POST /api/v1/tokens` with HTTP Basic (your login and password) and `{"name": "…"}` gives a token; send it \
            as `Authorization: Bearer …`. Work that takes time answers 202 with a task: `GET /api/v1/tasks/{id}?wait=30` \
            waits for its end. A list answers `items` and, where there are more, `next`: pass it as `after`.

            A refusal is a problem document (RFC 9457): `type` is stable, `detail` says why, `next` what to do, `errors` \
            lists rejected values, `reference` is found in the log. Send an `Idempotency-Key` with a POST that you may \
            have to repeat, and `If-Match` with a change to something that others may change too.
            """;

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class, Reader.class);
    }

    /** Operations are grouped by collection, and each may answer a problem. */
    @Bean
    OpenApiCustomizer collectionsAndProblems() {
        return api -> {
            var problem = ModelConverters.getInstance(true).readAllAsResolvedSchema(Problem.class);
            problem.referencedSchemas.forEach(api.getComponents()::addSchemas);
            api.getComponents().addSchemas("Problem", problem.schema);
            var media = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
            var answer = new ApiResponse()
                    .description("Why it was not carried out")
                    .content(new Content().addMediaType("application/problem+json", media));
            api.getPaths()
                    .forEach((path, item) -> item.readOperations().forEach(operation -> {
                        operation.setTags(List.of(collection(path)));
                        operation.getResponses().setDefault(answer);
                    }));
        };
    }

    /** {@code /api/v1/vms/{id}} belongs to {@code vms}. */
    private static String collection(String path) {
        var words = path.split("/");
        return words.length > 3 ? words[3] : "index";
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info().title("Everup").version("1").description(INTRODUCTION))
                .servers(List.of(new Server().url("/").description("This portal")))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer"))
                        .addSecuritySchemes(
                                "password",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic")
                                        .description("For POST /api/v1/tokens only.")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }
}
