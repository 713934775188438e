package io.everup.identity;

import io.everup.identity.ldap.LdapUser;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

/** Someone who may sign in. */
@Entity
class UserAccount implements Persistable<UUID> {

    /** Where the account comes from, and so who checks its password. */
    enum Source {
        LOCAL,
        LDAP
    }

    @Id
    private UUID id;

    private String login;
    private String displayName;

    @Enumerated(EnumType.STRING)
    private Role role;

    @Enumerated(EnumType.STRING)
    private Source source;

    private String passwordHash;
    private Instant disabledAt;
    private boolean disabledByDirectory;
    private String mail;
    private String directoryId;
    private String directoryDn;
    private int epoch;
    private Instant createdAt;
    private UUID createdBy;

    @Column(insertable = false, updatable = false)
    private Instant lastSignInAt;

    @Version
    private long version;

    @Transient
    private boolean stored;

    protected UserAccount() {}

    static UserAccount local(
            UUID id, String login, String displayName, Role role, String passwordHash, Instant now, UUID by) {
        var account = new UserAccount();
        account.id = id;
        account.login = login;
        account.displayName = displayName;
        account.role = role;
        account.source = Source.LOCAL;
        account.passwordHash = passwordHash;
        account.createdAt = now;
        account.createdBy = by;
        return account;
    }

    /** Someone of a directory service, which keeps their password, name and role. */
    static UserAccount ofDirectory(UUID id, LdapUser user, Role role, Instant now) {
        var account = new UserAccount();
        account.id = id;
        account.login = user.login();
        account.source = Source.LDAP;
        account.createdAt = now;
        account.createdBy = Actor.SYSTEM.id();
        account.directoryId = user.id();
        account.follow(user, role);
        return account;
    }

    /** Takes over what the directory says, save the login. Someone else under the same login keeps nothing. */
    void follow(LdapUser user, Role role) {
        if (!user.id().equals(directoryId)) {
            epoch++;
        }
        directoryId = user.id();
        directoryDn = user.dn();
        displayName = user.name();
        mail = user.mail();
        this.role = role;
        if (disabledByDirectory) {
            enable();
        }
    }

    /** Whether the directory says of them what is known. */
    boolean follows(LdapUser user, Role role) {
        return user.id().equals(directoryId)
                && user.dn().equals(directoryDn)
                && user.name().equals(displayName)
                && Objects.equals(user.mail(), mail)
                && role == this.role
                && !disabledByDirectory;
    }

    Actor actor() {
        return Actor.of(id, login, displayName, role);
    }

    boolean enabled() {
        return disabledAt == null;
    }

    boolean local() {
        return source == Source.LOCAL;
    }

    /** Ends all browser sessions, and refuses tokens until enabled again. */
    void disable(Instant now) {
        if (disabledAt == null) {
            disabledAt = now;
            epoch++;
        }
    }

    /** As {@link #disable}; it is undone when the directory lets them in again. */
    void disableByDirectory(Instant now) {
        if (disabledAt == null) {
            disable(now);
            disabledByDirectory = true;
        }
    }

    void enable() {
        disabledAt = null;
        disabledByDirectory = false;
    }

    boolean disabledByDirectory() {
        return disabledByDirectory;
    }

    String directoryId() {
        return directoryId;
    }

    void login(String login) {
        this.login = login;
    }

    void rename(String displayName) {
        this.displayName = displayName;
    }

    void become(Role role) {
        this.role = role;
    }

    /** Ends all browser sessions. */
    void passwordHash(String hash) {
        passwordHash = hash;
        epoch++;
    }

    /** Ends all browser sessions. */
    void endSessions() {
        epoch++;
    }

    /** The same password, hashed anew with stronger parameters: sessions go on. */
    void strongerHash(String hash) {
        passwordHash = hash;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void isStored() {
        stored = true;
    }

    String login() {
        return login;
    }

    Role role() {
        return role;
    }

    String passwordHash() {
        return passwordHash;
    }

    int epoch() {
        return epoch;
    }

    long version() {
        return version;
    }
}
