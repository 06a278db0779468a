# swarm_module(<folder below src> HEADERS … SOURCES … TESTS … DEPENDS … LINKS …)
#
# One folder is one module. DEPENDS names the modules it may include, and is the only place where such an edge is
# declared: tools/tidy.py fails on an include that it does not allow. LINKS names outside libraries. TESTS become one
# program, ctest "unit.<folder>". TEST_DEPENDS are modules that only the tests may include.

set_property(GLOBAL PROPERTY SWARM_MODULES "")

function(swarm_target_name module out)
  string(REPLACE "/" "_" name "swarm_${module}")
  set(${out} ${name} PARENT_SCOPE)
endfunction()

function(swarm_module module)
  cmake_parse_arguments(M "" "" "HEADERS;SOURCES;TESTS;DEPENDS;LINKS;TEST_DEPENDS;TEST_LINKS" ${ARGN})
  swarm_target_name(${module} target)
  set(folder ${CMAKE_SOURCE_DIR}/src/${module})
  list(TRANSFORM M_HEADERS PREPEND ${folder}/)
  list(TRANSFORM M_SOURCES PREPEND ${folder}/)
  list(TRANSFORM M_TESTS PREPEND ${folder}/)
  if(M_SOURCES)
    set(scope PUBLIC)
    add_library(${target} STATIC ${M_SOURCES})
    target_precompile_headers(${target} REUSE_FROM swarm_precompiled)
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${M_HEADERS})
  target_include_directories(${target} ${scope} ${CMAKE_SOURCE_DIR}/src)
  foreach(dependency IN LISTS M_DEPENDS)
    swarm_target_name(${dependency} dependency_target)
    target_link_libraries(${target} ${scope} ${dependency_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${M_LINKS} swarm_precompiled)
  list(JOIN M_DEPENDS " " depends)  # a list inside of a list would come apart
  list(JOIN M_TEST_DEPENDS " " test_depends)
  set_property(GLOBAL APPEND PROPERTY SWARM_MODULES "${module}: ${depends} | ${test_depends}")
  if(M_TESTS)
    swarm_test(unit.${module} SOURCES ${M_TESTS} DEPENDS ${module} ${M_TEST_DEPENDS} LINKS ${M_TEST_LINKS})
  endif()
endfunction()

# swarm_test(<name> SOURCES … DEPENDS <modules> LINKS <targets> LABELS … TIMEOUT seconds): a GoogleTest program.
# The time limit only ends what hangs: a busy machine with sanitizers is ten times slower.
# A test that skips a case is reported as skipped, never as passed.
function(swarm_test name)
  cmake_parse_arguments(T "" "TIMEOUT" "SOURCES;DEPENDS;LINKS;LABELS" ${ARGN})
  string(REGEX REPLACE "[./]" "_" target "test_${name}")
  add_executable(${target} ${T_SOURCES})
  target_precompile_headers(${target} REUSE_FROM swarm_precompiled)
  foreach(dependency IN LISTS T_DEPENDS)
    swarm_target_name(${dependency} dependency_target)
    target_link_libraries(${target} PRIVATE ${dependency_target})
  endforeach()
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)  # what is tested is built with -O2
  target_compile_definitions(${target} PRIVATE SWARM_SOURCE_FOLDER="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${T_LINKS} swarm_precompiled swarm_test_support GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${target})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 1200)
  endif()
  string(REGEX MATCH "^[a-z]+" kind ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${kind};${T_LABELS}" TIMEOUT ${T_TIMEOUT}
    SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\] [0-9]+ test")
endfunction()

# swarm_program(<name> SOURCES … DEPENDS <modules>): something that is installed.
function(swarm_program name)
  cmake_parse_arguments(P "" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
  add_executable(${name} ${P_SOURCES})
  target_precompile_headers(${name} REUSE_FROM swarm_precompiled)
  foreach(dependency IN LISTS P_DEPENDS)
    swarm_target_name(${dependency} dependency_target)
    target_link_libraries(${name} PRIVATE ${dependency_target})
  endforeach()
  target_link_libraries(${name} PRIVATE ${P_LINKS} swarm_precompiled)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()

function(swarm_write_module_list)
  get_property(modules GLOBAL PROPERTY SWARM_MODULES)
  list(SORT modules)
  list(JOIN modules "\n" text)
  file(WRITE ${CMAKE_BINARY_DIR}/modules.txt "${text}\n")
endfunction()

# swarm_migrations(<folder below src> <namespace> 0001_name.sql …): embeds the slice's migrations/*.sql and makes
# `std::span<const swarm::storage::Migration> swarm::<namespace>::migrations()`, declared in the slice's header.
function(swarm_migrations module namespace)
  get_filename_component(slice ${module} NAME)
  set(rows "")
  foreach(file IN LISTS ARGN)
    set(path ${CMAKE_SOURCE_DIR}/src/${module}/migrations/${file})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} sql)
    string(REGEX MATCH "^([0-9]+)_(.*)\\.sql$" matched ${file})
    math(EXPR number "${CMAKE_MATCH_1} + 0")
    string(APPEND rows "    {\"${slice}\", ${number}, \"${CMAKE_MATCH_2}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  set(generated ${CMAKE_BINARY_DIR}/generated/${module}/migrations.cpp)
  file(CONFIGURE OUTPUT ${generated} CONTENT
"// Made from src/${module}/migrations by swarm_migrations(); do not edit.
#include \"platform/storage/statement.hpp\"

namespace swarm::${namespace} {

std::span<const storage::Migration> migrations();

std::span<const storage::Migration> migrations() {
  static constexpr storage::Migration kMigrations[] = {
${rows}  };
  return kMigrations;
}

}  // namespace swarm::${namespace}
" @ONLY)
  swarm_target_name(${module} target)
  target_sources(${target} PRIVATE ${generated})
endfunction()
