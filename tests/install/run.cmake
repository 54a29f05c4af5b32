# Installs the package into an empty folder, then configures, builds and runs the consumer beside this file against it.

function(run program)
    execute_process(
        COMMAND "${program}" ${ARGN}
        RESULT_VARIABLE result
        OUTPUT_VARIABLE output
        ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "failed: ${program} ${ARGN}\n${output}")
    endif()
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
set(components "")
foreach(part IN LISTS PARTS)
    if(part MATCHES "^constexplain_(.*)$")
        list(APPEND components "${CMAKE_MATCH_1}")
    endif()
endforeach()
list(JOIN components "\\;" components) # one argument, a list only there

run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix")
run("${CMAKE_COMMAND}" -S "${CONSUMER_DIR}" -B "${WORK_DIR}/build" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix" "-DINSTALLED_COMPONENTS=${components}")
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
run("${WORK_DIR}/build/consumer")
message("installed, found, built and run; parts: ${components}")
