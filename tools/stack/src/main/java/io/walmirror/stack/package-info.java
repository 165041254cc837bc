/**
 * Real servers for tests, benchmarks and {@code up}: a {@link io.walmirror.stack.Stack} of
 * PostgreSQL, Redis, Kafka and Kafka Connect, each a process of its own with its own class path.
 *
 * <pre>{@code
 * try (Stack stack = Stack.start(StackOptions.defaults().withPlugins(List.of(zip)))) {
 *   Database database = stack.postgres().freshDatabase();
 *   stack.connect().rest().put("source", Map.of("connector.class", …));
 *   stack.kafka().kill();
 * }
 * try (Stack stack = Stack.start(StackOptions.only(Part.REDIS))) {
 *   assertThat(stack.redis().client().dump()).isEmpty();
 * }
 * }</pre>
 *
 * <p>{@code -Dservers=embedded|containers|external} says where PostgreSQL and Redis come from,
 * {@code -Dpostgres.version}, {@code -Dredis.version} and {@code -Dconnect.version} which embedded
 * ones, {@code -Dpostgres.image} and {@code -Dredis.image} which images, {@code -Dpostgres.url},
 * {@code -Dredis.uri}, {@code -Dkafka.bootstrap} and {@code -Dconnect.url} which servers of one's
 * own. A test that needs a certain embedded server starts it itself, in a {@link
 * io.walmirror.stack.process.Workspace}: {@code RedisServer.start(workspace, options)}.
 *
 * <p>However the starting Java ends, SIGKILL included, no process, port, temporary folder or shared
 * memory of them is left. Servers log to {@code logs/} in {@link
 * io.walmirror.stack.Stack#folder()}.
 */
package io.walmirror.stack;
