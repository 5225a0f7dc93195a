/**
 * The configuration, as the rest of Doorward sees it: records, one a section, valid by construction.
 *
 * <p>Start at {@link org.doorward.config.DoorwardConfig}. Reading it from files is the business of
 * {@code org.doorward.config.load}.
 */
@NullMarked
package org.doorward.config;

import org.jspecify.annotations.NullMarked;
