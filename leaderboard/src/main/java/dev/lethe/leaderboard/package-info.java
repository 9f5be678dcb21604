/** Records in, a page, a JSON file and a console table out. Never scores anything itself. */
@NullMarked
package dev.lethe.leaderboard;

import org.jspecify.annotations.NullMarked;
