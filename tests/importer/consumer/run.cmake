# Installs the package into an empty folder, then configures, builds and runs the project beside this file against it.

function(run program)
    execute_process(
        COMMAND "${program}" ${ARGN}
        RESULT_VARIABLE result
        OUTPUT_VARIABLE output
        ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "failed: ${program} ${ARGN}\n${output}")
    endif()
    set(output
        "${output}"
        PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${WORK_DIR}/prefix")
run("${CMAKE_COMMAND}" -S "${CONSUMER_DIR}" -B "${WORK_DIR}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix")
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")

# Moved into an empty folder, the first program still has all that it needs.
file(MAKE_DIRECTORY "${WORK_DIR}/alone")
file(RENAME "${WORK_DIR}/build/embedded" "${WORK_DIR}/alone/embedded")
run("${WORK_DIR}/alone/embedded")
string(REGEX MATCH "[^\n]+" embedded "${output}")
foreach(program array mapped)
    if(EXISTS "${WORK_DIR}/build/${program}")
        run("${WORK_DIR}/build/${program}")
        message("${program}: ${output}")
    endif()
endforeach()
message("embedded: ${embedded}")

# Nothing is imported twice.
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build" --target tiny_import)
if(output MATCHES "Importing")
    message(FATAL_ERROR "an unchanged model was imported again:\n${output}")
endif()
