package io.everup.identity;

import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts of the cast as they are in the database, signed in with all that their grants give. */
public final class Signed {

    private Signed() {}

    /** @return the new user's id */
    public static UUID user(ApplicationContext program, String login, Role role) {
        return program.getBean(UserOperations.class)
                .create(Actor.SYSTEM, new NewUser(login, login, role, login + "-password-1"));
    }

    /** The user as a session has them now. */
    public static Actor in(ApplicationContext program, UUID user) {
        var epoch = program.getBean(JdbcClient.class)
                .sql("select epoch from user_account where id = :id")
                .param("id", user)
                .query(Integer.class)
                .single();
        return program.getBean(Identities.class).ofSession(user, epoch).orElseThrow();
    }

    /** Gives a grant as Everup itself. */
    public static UUID grant(ApplicationContext program, NewGrant grant) {
        return program.getBean(GrantOperations.class).give(Actor.SYSTEM, grant);
    }
}
