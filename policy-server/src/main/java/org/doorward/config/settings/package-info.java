/**
 * How settings are read: {@link org.doorward.config.settings.Key keys} are declared in
 * {@link org.doorward.config.settings.Section sections}, values are
 * {@link org.doorward.config.settings.Given given} in files, in the environment and on the command line, and
 * {@link org.doorward.config.settings.Settings} brings both together.
 *
 * <p>Start at {@link org.doorward.config.settings.Layers}, which gathers what was given, the later over the earlier. Nothing
 * is repaired and nothing stops at the first mistake: each {@link org.doorward.config.settings.ConfigProblem} is collected
 * with the place where it was written and what to do about it. This package knows TOML, but not one of Doorward's own keys.
 */
@NullMarked
package org.doorward.config.settings;

import org.jspecify.annotations.NullMarked;
