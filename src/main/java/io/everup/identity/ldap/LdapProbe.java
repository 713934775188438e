package io.everup.identity.ldap;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The connection test: every server, then the base and the groups, then a person. */
public final class LdapProbe {

    /** How a step went. */
    public enum Result {
        OK,
        WARNING,
        FAILED
    }

    /**
     * One thing that was tried.
     *
     * @param what a server, or a word such as {@code base}
     * @param text a sentence for people, without secrets
     * @param next what to do about it; null when nothing is wrong
     */
    public record Step(String what, Result result, String text, String next) {

        /** Whether one of the servers was tried, and not what they hold. */
        public boolean ofServer() {
            return what.contains("://");
        }

        public boolean failed() {
            return result == Result.FAILED;
        }

        static Step ok(String what, String text) {
            return new Step(what, Result.OK, text, null);
        }

        static Step failed(String what, String text, String next) {
            return new Step(what, Result.FAILED, text, next);
        }
    }

    private final LdapService service;
    private final LdapConfiguration configuration;
    private final LdapSettings settings;
    private final Clock clock;
    private final List<Step> steps = new ArrayList<>();

    LdapProbe(LdapService service, LdapConfiguration configuration, Clock clock) {
        this.service = service;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.clock = clock;
    }

    /** @param login null for no person; @param password null or empty for none */
    List<Step> run(String login, String password) {
        LdapServer first = null;
        for (var text : settings.servers()) {
            var server = LdapServer.parse(text);
            if (tried(server.toString(), server, this::greet) && first == null) {
                first = server;
            }
        }
        if (first != null && tried("base", first, this::lookAround) && login != null && !login.isBlank()) {
            tried("user", first, session -> person(session, login.strip(), password == null ? "" : password));
        }
        return List.copyOf(steps);
    }

    private boolean tried(String what, LdapServer server, java.util.function.Consumer<LdapSession> work) {
        var deadlines = LdapDeadlines.TEST;
        try {
            service.within(deadlines.whole(), closing -> {
                try (var session = new LdapConnector(configuration, deadlines, clock).open(server, closing::push)) {
                    work.accept(session);
                    return null;
                }
            });
            return steps.stream().noneMatch(step -> step.what().equals(what) && step.result() == Result.FAILED);
        } catch (LdapFailure e) {
            steps.add(Step.failed(what, e.getMessage(), e.kind().next()));
            return false;
        }
    }

    private void greet(LdapSession session) {
        var how = session.server().tls() ? "with TLS" : settings.allowPlain() ? "without TLS" : "with StartTLS";
        var text = "Connected " + how + "; "
                + (settings.bindDn().isEmpty() ? "no account is used." : "Everup's account is accepted.");
        steps.add(
                !session.server().tls() && settings.allowPlain()
                        ? new Step(
                                session.server().toString(),
                                Result.WARNING,
                                text + " Passwords can be read on the network.",
                                "Use ldaps://, or StartTLS.")
                        : Step.ok(session.server().toString(), text));
    }

    private void lookAround(LdapSession session) {
        if (!session.exists(settings.baseDn())) {
            steps.add(Step.failed(
                    "base",
                    "There is no entry " + settings.baseDn() + ", or Everup's account may not see it.",
                    LdapFailure.Kind.BASE_NOT_FOUND.next()));
            return;
        }
        steps.add(Step.ok("base", "The base " + settings.baseDn() + " is there."));
        var missing = settings.roles().stream()
                .map(LdapSettings.GroupRole::group)
                .filter(group -> !session.exists(group))
                .toList();
        steps.add(
                missing.isEmpty()
                        ? Step.ok("groups", "All " + settings.roles().size() + " groups that give roles are there.")
                        : new Step(
                                "groups",
                                Result.WARNING,
                                "There is no group " + String.join("; ", missing) + ", or Everup may not see it.",
                                "Check the names of the groups."));
    }

    private void person(LdapSession session, String login, String password) {
        var found = session.find(login);
        if (found.isEmpty()) {
            steps.add(Step.failed(
                    "user",
                    "No one signs in as " + login + ", or more than one does.",
                    "Check the base and the filter of users."));
            return;
        }
        var user = found.get();
        if (user.disabled()) {
            steps.add(Step.failed(
                    "user",
                    user.dn() + " is disabled in the directory.",
                    "Enable the account there, or test another."));
            return;
        }
        steps.add(Step.ok("user", login + " is " + user.name() + ", " + user.dn() + "."));
        var groups = new LdapGroups(session).of(user);
        if (!password.isEmpty()) {
            steps.add(
                    session.isPassword(user.dn(), password)
                            ? Step.ok("password", "The password is right.")
                            : Step.failed("password", "The directory refuses the password.", "Type it again."));
        }
        steps.add(roleOf(groups));
    }

    private Step roleOf(Set<String> groups) {
        var role = LdapRoleRules.role(settings, groups);
        if (role.isEmpty()) {
            return Step.failed(
                    "role",
                    "The user is in no group that gives a role" + list(groups) + ".",
                    "Put the user into such a group, or give one of the user's groups a role.");
        }
        return Step.ok("role", "The groups give the role " + role.get().title() + ".");
    }

    private static String list(Set<String> groups) {
        return groups.isEmpty()
                ? ": it is in no group at all"
                : "; the groups are " + groups.stream().sorted().limit(10).collect(Collectors.joining("; "));
    }
}
