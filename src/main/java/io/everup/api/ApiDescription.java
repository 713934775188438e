package io.everup.api;

import io.everup.identity.Actor;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
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
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class);
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
