package io.everup.identity.web;

import io.everup.identity.Actor;
import io.everup.identity.LdapDirectory;
import io.everup.identity.LdapOperations;
import io.everup.identity.LdapTestView;
import io.everup.identity.LdapView;
import io.everup.identity.ldap.LdapSchema;
import io.everup.identity.ldap.LdapSettings;
import io.everup.shared.Refusal;
import io.everup.ui.Versions;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The sign-in by LDAP over HTTP. */
@RestController
@RequestMapping("/api/v1/ldap")
class LdapApi {

    /** What is left out is as the schema has it; {@code nestedGroups} then holds, the other two don't. */
    record Wish(
            Boolean enabled,
            LdapSchema schema,
            List<String> servers,
            Boolean allowPlain,
            String ca,
            String bindDn,
            String bindPassword,
            String baseDn,
            String userFilter,
            String loginAttribute,
            String nameAttribute,
            String mailAttribute,
            String groupBaseDn,
            Boolean nestedGroups,
            List<LdapSettings.GroupRole> roles) {

        LdapSettings settings() {
            return new LdapSettings(
                    Boolean.TRUE.equals(enabled),
                    schema,
                    servers,
                    Boolean.TRUE.equals(allowPlain),
                    ca,
                    bindDn,
                    baseDn,
                    userFilter,
                    loginAttribute,
                    nameAttribute,
                    mailAttribute,
                    groupBaseDn,
                    !Boolean.FALSE.equals(nestedGroups),
                    roles);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Wish[" + servers + "]";
        }
    }

    /** @param settings null to test those that are set */
    record TestWish(Wish settings, String login, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "TestWish[" + settings + "]";
        }
    }

    private final LdapDirectory directory;
    private final LdapOperations operations;

    LdapApi(LdapDirectory directory, LdapOperations operations) {
        this.directory = directory;
        this.operations = operations;
    }

    @GetMapping
    ResponseEntity<LdapView> view(Actor actor) {
        var view = directory.view(actor);
        return ResponseEntity.ok().eTag(Versions.etag(view.version(), view)).body(view);
    }

    @PutMapping
    ResponseEntity<LdapView> set(
            Actor actor,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody Wish wish) {
        operations.set(actor, wish.settings(), wish.bindPassword(), Versions.wanted(ifMatch));
        return view(actor);
    }

    /** Begins a connection test; ask for it at {@code Location} until its state is another than {@code running}. */
    @PostMapping("/actions/test")
    ResponseEntity<LdapTestView> test(Actor actor, @RequestBody(required = false) TestWish wish) {
        var wanted = wish == null ? new TestWish(null, null, null) : wish;
        if (wanted.password() != null && wanted.login() == null) {
            throw Refusal.invalidField("login", "A password needs a login to go with it.");
        }
        var id = operations.test(
                actor,
                wanted.settings() == null ? null : wanted.settings().settings(),
                wanted.settings() == null ? null : wanted.settings().bindPassword(),
                wanted.login(),
                wanted.password());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/ldap/tests/" + id))
                .body(directory.test(actor, id));
    }

    @GetMapping("/tests/{id}")
    LdapTestView test(Actor actor, @PathVariable UUID id) {
        return directory.test(actor, id);
    }

    /** All accounts are compared with the directory within seconds; {@code state.synchronisedAt} tells when. */
    @PostMapping("/actions/synchronise")
    ResponseEntity<LdapView> synchronise(Actor actor) {
        operations.synchronise(actor);
        return ResponseEntity.accepted().body(directory.view(actor));
    }
}
