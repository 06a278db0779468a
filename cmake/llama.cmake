# llama.cpp and ggml as static libraries: swarm::llama, swarm::llama_common, swarm::ggml. Only src/engine/llama and
# src/trainer/graph link them.
#
# They are built once, while configuring, in a folder that all checkouts and presets share: nothing of theirs changes
# with ours. Sanitizers do not reach into them.

set(SWARM_CACHE_DIR "" CACHE PATH "Where outside sources and their builds are kept; empty: ~/.cache/swarmkeeper")
set(LLAMA_SOURCE_DIR "" CACHE PATH "Sources of llama.cpp to build in place of the pinned ones")
set(SWARM_GPU OFF CACHE STRING "Backend of the engine beside the CPU: OFF, CUDA or VULKAN")
option(SWARM_PORTABLE "Build the engine for any x86-64-v3 machine, not only for this one" OFF)

set(cache_folder ${SWARM_CACHE_DIR})
if(NOT cache_folder)
  if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
    set(cache_folder $ENV{XDG_CACHE_HOME}/swarmkeeper)
  elseif(DEFINED ENV{HOME} AND NOT "$ENV{HOME}" STREQUAL "")
    set(cache_folder $ENV{HOME}/.cache/swarmkeeper)
  else()
    set(cache_folder ${CMAKE_SOURCE_DIR}/build/dependencies)
  endif()
endif()

set(LLAMA_VERSION 3.22.1)  # of the npm package that carries the sources; scripts/fetch-llama has its digest
set(llama_source ${LLAMA_SOURCE_DIR})
if(NOT llama_source)
  set(llama_source ${cache_folder}/llama-${LLAMA_VERSION})
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/fetch-llama ${llama_source} COMMAND_ERROR_IS_FATAL ANY)
endif()

string(REPLACE "clang++" "clang" llama_c_compiler ${CMAKE_CXX_COMPILER})
set(LLAMA_LICENSES ${llama_source} CACHE PATH "Where the licences of llama.cpp are, for scripts/install-files" FORCE)
set(llama_options
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=${llama_c_compiler} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_SHARED_LIBS=OFF
    -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_EXAMPLES=OFF
    -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_SUBPROCESS=OFF
    -DGGML_OPENMP=OFF -DGGML_CCACHE=OFF -DGGML_BACKEND_DL=OFF)
if(SWARM_PORTABLE)
  list(APPEND llama_options -DGGML_NATIVE=OFF -DGGML_SSE42=ON -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON
       -DGGML_BMI2=ON)
  set(llama_machine portable)
else()
  # Built for this processor: the key has its name, so that a cache that travels is not used on another one.
  list(APPEND llama_options -DGGML_NATIVE=ON)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -E -dM -x c /dev/null OUTPUT_VARIABLE llama_machine)
endif()
string(TOUPPER "${SWARM_GPU}" llama_gpu)
# Of its helper library only chat templates; the rest is a command line, a downloader with an HTTP client, and parsers of
# answers that nobody here asks for: half of the time that all of it takes to build.
set(llama_common_objects json unicode jinja/caps jinja/lexer jinja/parser jinja/runtime jinja/string jinja/value)
list(TRANSFORM llama_common_objects REPLACE "(.+)" "common/CMakeFiles/llama-common.dir/\\1.cpp.o")
set(llama_libraries swarm-llama-common llama ggml ggml-cpu ggml-base)
set(llama_links Threads::Threads ${CMAKE_DL_LIBS})
if(llama_gpu STREQUAL "CUDA")
  find_package(CUDAToolkit REQUIRED)  # says what is missing
  list(APPEND llama_options -DGGML_CUDA=ON -DGGML_CUDA_NCCL=OFF -DCMAKE_CUDA_COMPILER=${CUDAToolkit_NVCC_EXECUTABLE})
  if(CMAKE_CUDA_ARCHITECTURES)  # without a word: the cards of this machine
    list(APPEND llama_options -DCMAKE_CUDA_ARCHITECTURES=${CMAKE_CUDA_ARCHITECTURES})
  endif()
  list(INSERT llama_libraries 3 ggml-cuda)
  list(APPEND llama_links CUDA::cudart CUDA::cublas CUDA::cuda_driver)
elseif(llama_gpu STREQUAL "VULKAN")
  find_package(Vulkan REQUIRED COMPONENTS glslc)
  list(APPEND llama_options -DGGML_VULKAN=ON)
  list(INSERT llama_libraries 3 ggml-vulkan)
  list(APPEND llama_links Vulkan::Vulkan)
elseif(llama_gpu)
  message(FATAL_ERROR "SWARM_GPU=${SWARM_GPU} is not known; say OFF, CUDA or VULKAN")
endif()

execute_process(COMMAND ${CMAKE_CXX_COMPILER} --version OUTPUT_VARIABLE llama_compiler)
string(SHA256 llama_key "${llama_source}|${llama_options}|${llama_common_objects}|${llama_machine}|${llama_compiler}")
string(SUBSTRING ${llama_key} 0 16 llama_key)
set(llama_build ${cache_folder}/llama-${LLAMA_VERSION}-build-${llama_key})
if(CCACHE_PROGRAM)
  list(APPEND llama_options -DCMAKE_C_COMPILER_LAUNCHER=${CCACHE_PROGRAM} -DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE_PROGRAM})
endif()

file(MAKE_DIRECTORY ${llama_build})
file(LOCK ${llama_build}/lock TIMEOUT 3600)
if(NOT EXISTS ${llama_build}/complete OR LLAMA_SOURCE_DIR)
  message(STATUS "Building llama.cpp in ${llama_build} (some minutes, once)")
  execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S ${llama_source} -B ${llama_build} ${llama_options}
                  OUTPUT_FILE ${llama_build}/configure.log ERROR_FILE ${llama_build}/configure.log
                  RESULT_VARIABLE llama_configured)
  if(llama_configured)
    message(FATAL_ERROR "llama.cpp could not be configured, see ${llama_build}/configure.log")
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${llama_build} --target llama ${llama_common_objects}
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_AR} rcs common/libswarm-llama-common.a ${llama_common_objects}
                  WORKING_DIRECTORY ${llama_build} COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${llama_build}/complete "${llama_options}\n")
endif()
file(LOCK ${llama_build}/lock RELEASE)

function(swarm_outside_library name)
  find_library(found_${name} ${name} PATHS ${llama_build} PATH_SUFFIXES common src ggml/src ggml/src/ggml-cuda
               ggml/src/ggml-vulkan NO_DEFAULT_PATH NO_CACHE REQUIRED)
  add_library(outside_${name} STATIC IMPORTED)
  set_target_properties(outside_${name} PROPERTIES IMPORTED_LOCATION ${found_${name}})
endfunction()
foreach(name IN LISTS llama_libraries)
  swarm_outside_library(${name})
endforeach()

set(ggml_libraries ${llama_libraries})
list(REMOVE_ITEM ggml_libraries swarm-llama-common llama)
list(TRANSFORM ggml_libraries PREPEND outside_ OUTPUT_VARIABLE ggml_targets)
add_library(swarm_ggml INTERFACE)
target_include_directories(swarm_ggml SYSTEM INTERFACE ${llama_source}/ggml/include)
target_link_libraries(swarm_ggml INTERFACE ${ggml_targets} ${llama_links})
add_library(swarm_llama INTERFACE)
target_include_directories(swarm_llama SYSTEM INTERFACE ${llama_source}/include)
target_link_libraries(swarm_llama INTERFACE outside_llama swarm_ggml)
add_library(swarm_llama_common INTERFACE)
target_include_directories(swarm_llama_common SYSTEM INTERFACE ${llama_source}/common ${llama_source}/vendor)
target_link_libraries(swarm_llama_common INTERFACE outside_swarm-llama-common swarm_llama)
add_library(swarm::ggml ALIAS swarm_ggml)
add_library(swarm::llama ALIAS swarm_llama)
add_library(swarm::llama_common ALIAS swarm_llama_common)
