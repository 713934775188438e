package io.everup.identity.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A conversation with one server. */
final class LdapSession implements AutoCloseable {

    /** Entries of one page of results (RFC 2696). */
    private static final int PAGE = 500;

    private static final String NO_ATTRIBUTES = "1.1";

    private final LDAPConnection connection;
    private final LdapServer server;
    private final LdapConfiguration configuration;
    private final LdapSettings settings;
    private final Clock clock;

    LdapSession(LDAPConnection connection, LdapServer server, LdapConfiguration configuration, Clock clock) {
        this.connection = connection;
        this.server = server;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.clock = clock;
    }

    LdapServer server() {
        return server;
    }

    LdapSettings settings() {
        return settings;
    }

    /** Binds as Everup's own account; without one the search is anonymous. */
    void bindAsEverup() {
        try {
            if (settings.bindDn().isEmpty()) {
                connection.bind(new SimpleBindRequest());
            } else {
                connection.bind(new SimpleBindRequest(settings.bindDn(), configuration.bindPassword()));
            }
        } catch (LDAPException e) {
            throw LdapFailureRules.explain(e, server);
        }
    }

    /** The person who typed this login; empty when there is none, or more than one. */
    Optional<LdapUser> find(String login) {
        try {
            var request = new SearchRequest(
                    settings.baseDn(),
                    SearchScope.SUB,
                    LdapFilters.person(settings.userFilter(), login),
                    LdapEntryRules.attributes(settings).toArray(String[]::new));
            request.setSizeLimit(2);
            var found = connection.search(request).getSearchEntries();
            return found.size() == 1
                    ? Optional.ofNullable(LdapEntryRules.user(settings, found.get(0), clock.instant()))
                    : Optional.empty();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return Optional.empty();
            }
            throw LdapFailureRules.explain(e, server);
        }
    }

    /**
     * Whether this is the person's password. The connection is bound as nobody in particular afterwards.
     *
     * @param password never empty: a server takes a bind with a name and no password for an anonymous one and says
     *     yes (RFC 4513 section 5.1.2)
     */
    boolean isPassword(String dn, String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("An empty password is no proof.");
        }
        try {
            connection.bind(new SimpleBindRequest(dn, password));
            return true;
        } catch (LDAPException e) {
            if (isRefusal(e.getResultCode())) {
                return false;
            }
            throw LdapFailureRules.explain(e, server);
        }
    }

    /** As much work as with a person, for a person who isn't there. */
    void bindAsNobody(String password) {
        try {
            isPassword(new DN(new RDN("cn", "nobody-here"), new DN(settings.baseDn())).toString(), password);
        } catch (LDAPException e) {
            throw LdapFailureRules.explain(e, server);
        }
    }

    private static boolean isRefusal(ResultCode code) {
        return code.equals(ResultCode.INVALID_CREDENTIALS)
                || code.equals(ResultCode.NO_SUCH_OBJECT)
                || code.equals(ResultCode.INVALID_DN_SYNTAX)
                || code.equals(ResultCode.INAPPROPRIATE_AUTHENTICATION)
                || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
                || code.equals(ResultCode.CONSTRAINT_VIOLATION)
                || code.equals(ResultCode.UNWILLING_TO_PERFORM);
    }

    /** Whether there is an entry of this name that Everup may see. */
    boolean exists(String dn) {
        try {
            return connection.getEntry(dn, NO_ATTRIBUTES) != null;
        } catch (LDAPException e) {
            throw LdapFailureRules.explain(e, server);
        }
    }

    /** The names of the groups that match. */
    List<String> groups(Filter filter) {
        try {
            var request = new SearchRequest(settings.groupBase(), SearchScope.SUB, filter, NO_ATTRIBUTES);
            return connection.search(request).getSearchEntries().stream()
                    .map(SearchResultEntry::getDN)
                    .toList();
        } catch (LDAPException e) {
            throw LdapFailureRules.explain(e, server);
        }
    }

    /** All that match, page by page, so that a server's limit on results doesn't cut them short. */
    void each(String base, String filter, Collection<String> attributes, Consumer<SearchResultEntry> reader) {
        try {
            var request = new SearchRequest(base, SearchScope.SUB, filter, attributes.toArray(String[]::new));
            ASN1OctetString cookie = null;
            do {
                request.setControls(new SimplePagedResultsControl(PAGE, cookie, true));
                var result = connection.search(request);
                result.getSearchEntries().forEach(reader);
                var page = SimplePagedResultsControl.get(result);
                cookie = page != null && page.moreResultsToReturn() ? page.getCookie() : null;
            } while (cookie != null);
        } catch (LDAPException e) {
            throw LdapFailureRules.explain(e, server);
        }
    }

    /** Every person that could sign in, were they in a group. */
    void eachUser(String filter, Consumer<LdapUser> reader) {
        var now = clock.instant();
        each(settings.baseDn(), filter, LdapEntryRules.attributes(settings), entry -> {
            var user = LdapEntryRules.user(settings, entry, now);
            if (user != null) {
                reader.accept(user);
            }
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
