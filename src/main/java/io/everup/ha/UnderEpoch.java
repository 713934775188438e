package io.everup.ha;

import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes that hold only while a leader's epoch is the present one. */
@Component
class UnderEpoch {

    private final HaLease lease;
    private final TransactionTemplate transaction;

    UnderEpoch(HaLease lease, TransactionTemplate transaction) {
        this.lease = lease;
        this.transaction = transaction;
    }

    /** One transaction under the epoch; what isn't wholly done isn't done at all. */
    boolean inOneGo(long epoch, BooleanSupplier what) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            lease.require(epoch);
            var done = what.getAsBoolean();
            if (!done) {
                status.setRollbackOnly();
            }
            return done;
        }));
    }
}
