/** What Redis must hold, said by PostgreSQL itself, against what it holds. */
package io.walmirror.it.mirror;
