package org.doorward.firewall;

import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/** Whom no ban and no drop list may touch. Immutable. */
public interface NeverBanned {

    /** Nobody. */
    NeverBanned NOBODY = new NeverBanned() {
        @Override
        public Optional<String> why(Cidr network) {
            return Optional.empty();
        }

        @Override
        public List<Cidr> networks() {
            return List.of();
        }
    };

    /**
     * Why a network must not be banned; empty when it may be.
     *
     * @param network what would be dropped; it need only touch what is protected
     */
    Optional<String> why(Cidr network);

    /** All that is protected, for the kernel's own allow sets. */
    List<Cidr> networks();
}
