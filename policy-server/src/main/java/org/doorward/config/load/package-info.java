/**
 * Doorward's configuration: which keys there are, and how files, environment and command line become a
 * {@link org.doorward.config.DoorwardConfig}.
 *
 * <p>Start at {@link org.doorward.config.load.ConfigLoader}. Every key is declared once, in the class of its section, all of
 * which {@link org.doorward.config.load.Keys} lists; tests hold {@code doorward.toml} and {@code docs/configuration.md} to
 * these declarations. How values are read in general is {@code org.doorward.config.settings}.
 */
@NullMarked
package org.doorward.config.load;

import org.jspecify.annotations.NullMarked;
