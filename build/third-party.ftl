<#-- The list of other people's jars in a plugin zip, a line each: jar, name, licence, home page. -->
Jars of other projects in lib/, each under its own licence.

<#if dependencyMap?size == 0>
None.
<#else>
<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.artifactId}-${project.version}.jar | ${project.name} | ${entry.getValue()?join(", ")} | ${(project.url)!"no home page given"}
</#list>
</#if>
