package io.everup.journey;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What every story has: a portal, a browser, and the cast. */
@JourneyTier
abstract class Journey {

    static final String ADMIN = "admin";
    static final String PASSWORD = "correct horse battery staple";

    @RegisterExtension
    final Browser browser = new Browser();

    @LocalServerPort
    int port;

    Portal portal;

    @BeforeAll
    final void open() {
        var address = "http://localhost:" + port;
        portal = new Portal(address, ADMIN, PASSWORD);
        browser.at(address);
    }

    final void signIn() {
        signIn(ADMIN);
    }

    final void signIn(String user) {
        browser.signedOut();
        browser.go("/sign-in");
        new SignInPage(browser).signIn(user, PASSWORD);
        browser.see(".who");
    }

    /** One more of the cast. @param role as the API spells it, such as {@code manager} */
    final void join(String login, String name, String role) {
        portal.post("/users", Map.of("login", login, "displayName", name, "role", role, "password", PASSWORD))
                .is(201);
    }
}
