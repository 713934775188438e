package io.everup.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in words what to do about a missing key, in the place of a stack trace. */
class MissingKeyAnalyzer extends AbstractFailureAnalyzer<MissingKey> {

    @Override
    protected FailureAnalysis analyze(Throwable root, MissingKey cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Start Everup with the key it had: put its line into secret.key in the data directory, or set"
                        + " EVERUP_SECRET_KEY (several keys with commas between, the newest first). If it is lost for"
                        + " good, start once with EVERUP_SECRET_KEY_LOST=true, and enter the passwords of hosts, fence"
                        + " devices, LDAP and channels again; second factors have to be reset.",
                cause);
    }
}
